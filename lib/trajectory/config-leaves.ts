import { Parameter } from '../leaf/index.js'
import { GroupNode, type TreeNode } from '../tree/index.js'
import type { Trajectory } from './trajectory.js'

/** Config parameters below one group, locked so that they say how it was. */
export class ConfigLeaves {
  readonly #traj: Trajectory<object>
  readonly #location: string

  constructor(traj: Trajectory<object>, location: string) {
    this.#traj = traj
    this.#location = location
  }

  /** Adds a parameter, or replaces its value. */
  set(name: string, value: unknown, comment: string): Parameter {
    const fullName = `config.${this.#location}.${name}`
    const known = this.#traj.node(fullName)
    if (known instanceof Parameter) {
      known.unlock()
      known.set(value)
      known.lock()
      return known
    }
    const parameter = this.#traj.addConfig(`${this.#location}.${name}`, value, comment)
    parameter.lock()
    return parameter
  }
}

/** What is stored for the first time says in its config by which settings. Gives what takes that back. */
export function addSettings(traj: Trajectory<object>): () => void {
  const before = new Set(configNodes(traj))
  const leaves = new ConfigLeaves(traj, 'hdf5')
  for (const { name, value, comment } of traj.service.settingLeaves?.(traj) ?? []) leaves.set(name, value, comment)
  const group = traj.node('config.hdf5')
  if (group?.comment === '') group.comment = 'Settings by which this trajectory is stored'
  return () => {
    for (const node of configNodes(traj)) if (!before.has(node)) node.parent?.dropChild(node.name)
  }
}

/** The config branch and all below it, parents first; nothing when there is none. */
function configNodes(traj: Trajectory<object>): TreeNode[] {
  const config = traj.child('config')
  return config instanceof GroupNode ? [config, ...config.nodes({ withLinks: false })] : []
}
