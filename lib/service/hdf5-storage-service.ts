import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DataNotInStorageError, InvalidTypeError, InvalidValueError, ServiceStateError } from '../errors.js'
import { File } from '../h5/file.js'
import { type Durability, durabilities, native } from '../h5/native.js'
import { checkOptions, describe } from '../options.js'
import { configuredSettings, type SettingLeaf, settingLeaves } from './config-leaves.js'
import { dispatch } from './dispatch.js'
import { type Envelope, nameOf, splitOptions } from './envelope.js'
import { inTurnOfFiles } from './file-turns.js'
import { realName, resolveFilename, titleFor } from './filename.js'
import type { GroupView } from './nodes.js'
import { checkRequest, createsTrajectory, type Direction, leavesFileAlone } from './requests.js'
import { Session } from './session.js'
import { WithSettings } from './setting-properties.js'
import { checkSettings, combineSettings, type Settings, settingNames } from './settings.js'
import { checkDisplayTime, checkOnProgress, nodesOf, type OnStorageStatus, Status } from './status.js'
import type { MessageOptions, StorageService } from './storage-service.js'
import { chooseTrajectory, trajectoryNames } from './trajectories.js'

export interface HDF5StorageServiceOptions extends Partial<Settings> {
  /** A file, or a directory that gets `<trajectory>.hdf5`; `hdf5/<trajectory>.hdf5` when left out. */
  readonly filename?: string
  /** PyTables' title of the file; the trajectory's name when left out. */
  readonly fileTitle?: string
  /** Deletes the file, with all trajectories in it, now; `LockedError` when somebody has it open. */
  readonly overwriteFile?: boolean
  /** What storing a message promises, 'process' when left out; see `Durability`. */
  readonly durability?: Durability
  /** Whose name is meant when a message names no trajectory. */
  readonly trajectory?: { readonly name: string }
  /** Seconds after which a message that takes long says how far it is, and then again; 20 when left out. */
  readonly displayTime?: number
  /** Is told so; with NODE_DEBUG=trajstore a line on stderr says the same. */
  readonly onProgress?: OnStorageStatus
}

const ownOptions = [
  'filename',
  'fileTitle',
  'overwriteFile',
  'durability',
  'trajectory',
  'displayTime',
  'onProgress',
] as const
const DISPLAY_TIME = 20

/** A file between OPEN_FILE and CLOSE_FILE, with the session of the trajectory that the last message was about. */
interface KeptFile {
  readonly file: File
  session: Session
  /** Those that the session was made with. */
  explicit: Partial<Settings>
}

/** A message that was checked. */
interface Request {
  readonly direction: Direction
  readonly message: string
  readonly subject: unknown
  readonly envelope: Envelope
  readonly options: Record<string, unknown>
  /** Those at the time when it was sent. */
  readonly explicit: Partial<Settings>
}

/**
 * Stores trajectories to HDF5 files and loads them: files that pypet, PyTables, pandas and h5py read, and the files
 * that pypet wrote. Messages of one service are answered one after another; each opens the file and closes it again,
 * unless OPEN_FILE keeps it open. The settings are properties: `service.complevel = 3` is checked, and holds for the
 * messages that are sent after it.
 */
export class HDF5StorageService extends WithSettings implements StorageService {
  /** Absolute. */
  readonly filename: string
  readonly fileTitle: string
  readonly multiprocSafe = false
  readonly #trajectoryName: string | undefined
  readonly #durability: Durability
  #displayTime: number
  #onProgress: OnStorageStatus | undefined
  #kept: KeptFile | null = null
  #last: Promise<unknown> = Promise.resolve()

  /**
   * Throws `UnknownOptionError`, `InvalidValueError`, `InvalidTypeError`; touches no file but with `overwriteFile`, which
   * throws the errors of `File.open` with mode 'w'.
   */
  constructor(options: HDF5StorageServiceOptions = {}) {
    checkOptions(options, [...ownOptions, ...settingNames], 'HDF5StorageService')
    checkOwnOptions(options)
    super(checkSettings(options as Readonly<Record<string, unknown>>))
    this.#displayTime = checkDisplayTime(options.displayTime ?? DISPLAY_TIME)
    this.#onProgress = checkOnProgress(options.onProgress)
    this.#trajectoryName = options.trajectory?.name
    this.filename = resolveFilename(options.filename, this.#trajectoryName)
    this.fileTitle = options.fileTitle ?? titleFor(this.#trajectoryName)
    this.#durability = options.durability ?? 'process'
    // A property that is misspelt must not be set in silence.
    if (new.target === HDF5StorageService) Object.preventExtensions(this)
    if (options.overwriteFile) native.remove(this.filename)
  }

  /** Seconds after which a message that takes long says how far it is, and then again. */
  get displayTime(): number {
    return this.#displayTime
  }

  /** Throws `InvalidValueError`. */
  set displayTime(seconds: number) {
    this.#displayTime = checkDisplayTime(seconds)
  }

  get onProgress(): OnStorageStatus | undefined {
    return this.#onProgress
  }

  /** Throws `InvalidTypeError`. */
  set onProgress(report: OnStorageStatus | undefined) {
    this.#onProgress = checkOnProgress(report)
  }

  get isOpen(): boolean {
    return this.#kept !== null
  }

  /** Options by which another process makes a service for the same file. */
  get options(): HDF5StorageServiceOptions {
    const name = this.#trajectoryName
    const { filename, fileTitle } = this
    const own = { filename, fileTitle, durability: this.#durability }
    return { ...this.explicitSettings, ...own, ...(name === undefined ? {} : { trajectory: { name } }) }
  }

  /**
   * Stores a subject.
   *
   * Errors: `NoSuchServiceError` for an unknown message, `DataNotInStorageError`, `ServiceStateError`, those of the
   * subject's data and of the file. A message that fails takes back what it has made.
   */
  store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    const explicit = this.explicitSettings
    return this.#inTurn(() => this.#answer('store', message, subject, options, explicit))
  }

  /** Loads a subject, which is in memory already; errors as for `store`. */
  load(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    const explicit = this.explicitSettings
    return this.#inTurn(() => this.#answer('load', message, subject, options, explicit))
  }

  settingLeaves(traj: GroupView): readonly SettingLeaf[] {
    return settingLeaves(combineSettings(this.explicitSettings, configuredSettings(traj)))
  }

  /** One after the other: no message sees a file in the middle of another one. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }

  async #answer(
    direction: Direction,
    message: string,
    subject: unknown,
    given: MessageOptions,
    explicit: Partial<Settings>,
  ): Promise<unknown> {
    const { envelope, rest } = splitOptions(given)
    checkRequest(direction, message, subject, rest)
    const request = { direction, message, subject, envelope, options: rest, explicit }
    const filename = this.#filenameFor(envelope)
    return inTurnOfFiles([filename, ...otherFiles(rest)], () => this.#act(filename, request))
  }

  async #act(filename: string, request: Request): Promise<unknown> {
    const { direction, message, options: rest } = request
    if (message === 'OPEN_FILE') return this.#keepOpen(request)
    if (message === 'CLOSE_FILE') return this.#closeKept(rest)
    if (message === 'FLUSH') return this.#flush(rest)
    if (this.#keeps(filename)) return this.#onKept(this.#kept as KeptFile, request)
    const reads = direction === 'load' || leavesFileAlone(message, rest)
    return reads ? this.#loadFrom(filename, request) : this.#storeInto(filename, request)
  }

  /** A file is one file by whatever name. */
  #keeps(filename: string): boolean {
    return this.#kept !== null && realName(this.#kept.file.filename) === realName(filename)
  }

  #filenameFor({ filename }: Envelope): string {
    return filename === undefined ? this.filename : resolveFilename(filename, this.#trajectoryName)
  }

  async #loadFrom(filename: string, request: Request): Promise<unknown> {
    if (!existsSync(filename)) {
      throw new DataNotInStorageError(`There is no file '${filename}' to load from`, { filename })
    }
    using file = File.open(filename, 'r')
    const name = chooseTrajectory(file, meantName(request), request.envelope.trajectoryIndex)
    using session = new Session({ file, trajectoryName: name, explicit: request.explicit })
    return await this.#dispatch(session, request)
  }

  /** Nothing is created when the message cannot succeed; a new file that stays without a trajectory is deleted. */
  async #storeInto(filename: string, request: Request): Promise<unknown> {
    const name = meantName(request) ?? this.#trajectoryName
    if (name === undefined) throw new InvalidValueError('Storing needs the name of a trajectory (trajectoryName)')
    const creates = createsTrajectory(request.message, request.subject)
    const isThere = existsSync(filename)
    if (!isThere && !creates) throw noFile(filename)
    if (!isThere) mkdirSync(dirname(realName(filename)), { recursive: true })
    const title = request.envelope.fileTitle ?? this.fileTitle
    using file = File.open(filename, creates ? 'a' : 'r+', { title, durability: this.#durability })
    try {
      if (creates && isBare(file)) file.beginPyTables(title)
      const trajectoryName = creates ? name : chooseTrajectory(file, name, undefined)
      using session = new Session({ file, trajectoryName, explicit: request.explicit })
      const result = await this.#dispatch(session, request)
      if (file.root.title !== title) file.root.title = title
      return result
    } finally {
      // Only while it is open, and so nobody else's.
      if (file.isNew && trajectoryNames(file).length === 0) file.closeAndRemove()
    }
  }

  #dispatch(session: Session, { direction, message, subject, options }: Request): Promise<unknown> {
    const { trajectoryName } = session
    const total = (): number | null => (direction === 'store' ? nodesOf(subject) : null)
    session.status = new Status({ direction, message, trajectoryName, total }, this.#displayTime, this.#onProgress)
    return dispatch(session, direction, message, subject, options)
  }

  // --- keeping the file open ----------------------------------------------------------------------------------------

  /** While the file is kept open, so is the session of the last trajectory: its groups serve all messages. */
  async #onKept(kept: KeptFile, request: Request): Promise<unknown> {
    const { trajectoryIndex } = request.envelope
    const named = meantName(request)
    const isSame = trajectoryIndex === undefined && (named === undefined || named === kept.session.trajectoryName)
    if (!isSame || kept.explicit !== request.explicit) {
      const creates = request.direction === 'store' && createsTrajectory(request.message, request.subject)
      const other = creates && named !== undefined ? named : chooseTrajectory(kept.file, named, trajectoryIndex)
      const trajectoryName = isSame ? kept.session.trajectoryName : other
      kept.session.close()
      kept.explicit = request.explicit
      kept.session = new Session({ file: kept.file, trajectoryName, explicit: kept.explicit })
    }
    const result = await this.#dispatch(kept.session, request)
    if (request.direction === 'store' && !leavesFileAlone(request.message, request.options)) kept.file.flush()
    return result
  }

  async #keepOpen({ envelope, options, explicit }: Request): Promise<void> {
    checkOptions(options, [], 'store(OPEN_FILE)')
    const filename = this.#filenameFor(envelope)
    if (this.#kept !== null) {
      if (this.#keeps(filename)) return
      throw new ServiceStateError(`'${this.#kept.file.filename}' is open already: close it before '${filename}'`)
    }
    if (!existsSync(filename)) throw noFile(filename)
    const file = File.open(filename, 'r+', { durability: this.#durability })
    try {
      const trajectoryName = chooseTrajectory(file, envelope.trajectoryName ?? this.#trajectoryName, undefined)
      this.#kept = { file, session: new Session({ file, trajectoryName, explicit }), explicit }
    } catch (error) {
      file.close()
      throw error
    }
  }

  async #closeKept(options: object): Promise<void> {
    checkOptions(options, [], 'store(CLOSE_FILE)')
    const { session, file } = this.#requireKept('CLOSE_FILE')
    session.close()
    file.close()
    this.#kept = null
  }

  async #flush(options: object): Promise<void> {
    checkOptions(options, [], 'store(FLUSH)')
    this.#requireKept('FLUSH').file.flush()
  }

  #requireKept(message: string): KeptFile {
    if (this.#kept !== null) return this.#kept
    throw new ServiceStateError(`${message} needs a file that OPEN_FILE keeps open; '${this.filename}' is not`)
  }
}

/** A file that somebody made and, being killed, left empty. */
const isBare = (file: File): boolean =>
  !file.root.attributes.has('PYTABLES_FORMAT_VERSION') && file.root.names().length === 0

/** Further files that a message names. */
const otherFiles = ({ otherFilename, backupFilename }: Record<string, unknown>): string[] =>
  [otherFilename, backupFilename].filter((name) => typeof name === 'string').map((name) => resolve(name))

function checkOwnOptions({ fileTitle, overwriteFile, durability, trajectory }: HDF5StorageServiceOptions): void {
  const isText = (value: unknown) => value === undefined || typeof value === 'string'
  if (!isText(fileTitle)) throw new InvalidTypeError(`fileTitle must be text; got ${describe(fileTitle)}`)
  if (overwriteFile !== undefined && typeof overwriteFile !== 'boolean') {
    throw new InvalidTypeError(`overwriteFile must be true or false; got ${describe(overwriteFile)}`)
  }
  if (durability !== undefined && !durabilities.includes(durability)) {
    throw new InvalidValueError(`durability must be one of ${durabilities.join(', ')}; got ${describe(durability)}`)
  }
  if (trajectory !== undefined && typeof trajectory?.name !== 'string') {
    throw new InvalidTypeError(
      `trajectory must be a trajectory, or an object with its name; got ${describe(trajectory)}`,
    )
  }
}

/** Loading a trajectory without a name means the newest of the file, whatever the subject was called so far. */
const meantName = ({ direction, message, subject, envelope }: Request): string | undefined =>
  envelope.trajectoryName ?? (direction === 'load' && message === 'TRAJECTORY' ? undefined : nameOf(subject))

const noFile = (filename: string): DataNotInStorageError =>
  new DataNotInStorageError(`There is no file '${filename}' to store into: store the trajectory first`, { filename })
