import { ObjectTable, Scalar, type ScalarValue, type Value } from '../values/index.js'
import type { GroupView, LeafView, NodeView } from './nodes.js'
import { overviewTables } from './overview/columns.js'
import { checkSettings, type Settings, settings } from './settings.js'

/** A setting as users of pypet find it: a parameter below `config.hdf5`. */
export interface SettingLeaf {
  /** Below `config.hdf5`. */
  readonly name: string
  readonly value: ScalarValue
  readonly comment: string
}

type Name = keyof Settings

/** Where each setting stands; the flags of tables stand at each table. */
const plainNames: readonly (readonly [name: string, setting: Name])[] = [
  ['complib', 'complib'],
  ['complevel', 'complevel'],
  ['shuffle', 'shuffle'],
  ['fletcher32', 'fletcher32'],
  ['pandas_format', 'pandasFormat'],
  ['encoding', 'encoding'],
  ['purge_duplicate_comments', 'purgeDuplicateComments'],
  ['results_per_run', 'resultsPerRun'],
  ['derived_parameters_per_run', 'derivedParametersPerRun'],
]

const names: readonly (readonly [name: string, setting: Name])[] = [
  ...plainNames,
  ...overviewTables.map(({ name, setting }) => [`overview.${name}`, setting] as const),
]

/** The parameters that say by which settings a trajectory is stored. */
export const settingLeaves = (values: Settings): SettingLeaf[] =>
  names.map(([name, setting]) => ({ name, value: values[setting], comment: settings[setting].comment }))

/** The settings that a trajectory's own config asks for; `InvalidValueError` for those that cannot be. */
export function configuredSettings(traj: GroupView): Partial<Settings> {
  const config = traj.child('config')
  const hdf5 = config === undefined || config.isLeaf ? undefined : (config as GroupView).child('hdf5')
  if (hdf5 === undefined || hdf5.isLeaf) return {}
  const found = names.flatMap(([name, setting]) => {
    const value = valueAt(hdf5 as GroupView, name)
    return value === undefined ? [] : [[setting, value] as const]
  })
  return checkSettings(Object.fromEntries(found))
}

function valueAt(group: GroupView, name: string): ScalarValue | undefined {
  let node: NodeView | undefined = group
  for (const part of name.split('.'))
    node = node === undefined || node.isLeaf ? undefined : (node as GroupView).child(part)
  if (!node?.isLeaf || (node as LeafView).isEmpty()) return undefined
  const data: Value | undefined = (node as LeafView).toStorage().get('data')
  const cell = data instanceof ObjectTable ? data.columns.get('data')?.[0] : undefined
  return cell instanceof Scalar ? cell.value : undefined
}
