import type { SettingLeaf } from './config-leaves.js'
import type { GroupView } from './nodes.js'

/**
 * How a trajectory reaches storage: messages with a subject and options. The HDF5 service, the lazy one and all
 * wrappers for many workers implement it; a wrapper is a `StorageService` around another.
 */
export interface StorageService {
  store(message: string, subject?: unknown, options?: MessageOptions): Promise<unknown>
  load(message: string, subject?: unknown, options?: MessageOptions): Promise<unknown>
  /** Whether the file is kept open between messages (after OPEN_FILE). */
  readonly isOpen: boolean
  /** How the settings by which a trajectory will be stored show in its own config. */
  settingLeaves?(traj: GroupView): readonly SettingLeaf[]
  /** Whether several processes may use it at the same time. */
  readonly multiprocSafe: boolean
}

/** Options of one message; each handler says which it takes, unknown ones are refused. */
export interface MessageOptions {
  /** The trajectory (its name in the file); the subject's own name when the subject is a trajectory. */
  readonly trajectoryName?: string
  /** For loading: index into the trajectories of the file, by name; negative from the end. */
  readonly trajectoryIndex?: number
  /** Another file, for this message only. */
  readonly filename?: string
  readonly fileTitle?: string
  readonly [option: string]: unknown
}
