import type { RunInformation } from '../../lib/service/nodes.js'
import type { Value } from '../../lib/values/index.js'

/** What a file keeps of one node. */
export interface StoredNode {
  readonly isLeaf: boolean
  className: string | null
  comment: string
  annotations: Map<string, Value>
  items: Map<string, Value>
}

export interface StoredTrajectory {
  identity: { name: string; timestamp: number; time: string; comment: string; version: string; python: string }
  runs: RunInformation[]
  explorations: string[]
  /** By full name, parents before children. */
  nodes: Map<string, StoredNode>
  links: Map<string, string>
}

/** A file in memory: trajectories by name, in order of creation. */
export class MemoryFile {
  readonly trajectories = new Map<string, StoredTrajectory>()

  /** Full names at and below a path. */
  below(traj: StoredTrajectory, path: string): string[] {
    return [...traj.nodes.keys()].filter((name) => name === path || name.startsWith(`${path}.`))
  }
}
