import { overviewTables } from './overview/columns.js'
import type { Settings } from './settings.js'

/** The names by which users of pypet know what a service goes by. All of them are read only. */

/** The storage flag that each class of values gets when none is asked for, as `HDF5StorageService` infers it. */
export const TYPE_FLAG_MAPPING = Object.freeze({
  Scalar: 'ARRAY',
  Sequence: 'ARRAY',
  /** Of at least one element and one axis; others are stored as ARRAY. */
  NDArray: 'CARRAY',
  /** Of at least one entry; an empty one is stored as ARRAY. */
  Dict: 'DICT',
  ObjectTable: 'TABLE',
  Frame: 'FRAME',
  Series: 'SERIES',
  SharedData: 'SHARED_DATA_',
} as const)

/** The setting that decides whether a table of the group `overview` is kept. */
export const NAME_TABLE_MAPPING: Readonly<Record<string, keyof Settings>> = Object.freeze(
  Object.fromEntries(overviewTables.map(({ name, setting }) => [name, setting])),
)

/** Parameters of `config.hdf5` that are about no node, and the setting of each. */
export const PR_ATTR_NAME_MAPPING = Object.freeze({
  derived_parameters_per_run: 'derivedParametersPerRun',
  purge_duplicate_comments: 'purgeDuplicateComments',
  results_per_run: 'resultsPerRun',
} as const satisfies Readonly<Record<string, keyof Settings>>)

/** Settings that say how data are stored. */
export const ATTR_LIST = Object.freeze([
  'complevel',
  'complib',
  'shuffle',
  'fletcher32',
  'pandasFormat',
  'encoding',
] as const satisfies readonly (keyof Settings)[])
