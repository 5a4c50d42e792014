import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  DataNotInStorageError,
  InvalidTypeError,
  InvalidValueError,
  NoSuchServiceError,
  ServiceStateError,
} from '../errors.js'
import { File } from '../h5/file.js'
import { checkOptions, describe, nearest } from '../options.js'
import { resolveFilename, titleFor } from './filename.js'
import { loadHandlers, loadMessages } from './load/index.js'
import { Session } from './session.js'
import { checkSettings, type Settings, settingNames } from './settings.js'
import type { MessageOptions, StorageService } from './storage-service.js'
import { storeHandlers, storeMessages } from './store/index.js'
import { checkList } from './store/list.js'
import { chooseTrajectory } from './trajectories.js'

export interface HDF5StorageServiceOptions extends Partial<Settings> {
  /** A file, or a directory that gets `<trajectory>.hdf5`; `hdf5/<trajectory>.hdf5` when left out. */
  readonly filename?: string
  /** PyTables' title of the file; the trajectory's name when left out. */
  readonly fileTitle?: string
  /** Deletes the file, with all trajectories in it, now. */
  readonly overwriteFile?: boolean
  /** Whose name is meant when a message names no trajectory. */
  readonly trajectory?: { readonly name: string }
}

const ownOptions = ['filename', 'fileTitle', 'overwriteFile', 'trajectory'] as const
const envelopeOptions = ['filename', 'fileTitle', 'trajectoryName', 'trajectoryIndex'] as const

type Direction = 'store' | 'load'

/** A file between OPEN_FILE and CLOSE_FILE, with a session for each trajectory that messages were about. */
interface KeptFile {
  readonly file: File
  readonly sessions: Map<string, Session>
  /** What messages mean that name none. */
  readonly trajectory: string
}

/**
 * Stores trajectories to HDF5 files and loads them: files that pypet, PyTables, pandas and h5py read, and the files
 * that pypet wrote. Messages of one service are answered one after another; each opens the file and closes it again,
 * unless OPEN_FILE keeps it open.
 */
export class HDF5StorageService implements StorageService {
  /** Absolute. */
  readonly filename: string
  readonly fileTitle: string
  readonly multiprocSafe = false
  readonly #trajectoryName: string | undefined
  readonly #explicit: Partial<Settings>
  #kept: KeptFile | null = null
  #last: Promise<unknown> = Promise.resolve()

  /** Throws `UnknownOptionError`, `InvalidValueError`, `InvalidTypeError`; touches no file but with `overwriteFile`. */
  constructor(options: HDF5StorageServiceOptions = {}) {
    checkOptions(options, [...ownOptions, ...settingNames], 'HDF5StorageService')
    this.#trajectoryName = options.trajectory?.name
    this.filename = resolveFilename(options.filename, this.#trajectoryName)
    this.fileTitle = options.fileTitle ?? titleFor(this.#trajectoryName)
    this.#explicit = checkSettings(options as Readonly<Record<string, unknown>>)
    if (options.overwriteFile) rmSync(this.filename, { force: true })
  }

  get isOpen(): boolean {
    return this.#kept !== null
  }

  /**
   * Stores a subject.
   *
   * Errors: `NoSuchServiceError` for an unknown message, `DataNotInStorageError`, `ServiceStateError`, those of the
   * subject's data and of the file.
   */
  store(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    return this.#inTurn(() => this.#answer('store', message, subject, options))
  }

  /** Loads a subject, which is in memory already; errors as for `store`. */
  load(message: string, subject?: unknown, options: MessageOptions = {}): Promise<unknown> {
    return this.#inTurn(() => this.#answer('load', message, subject, options))
  }

  /** One after the other: no message sees a file in the middle of another one. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }

  async #answer(direction: Direction, message: string, subject: unknown, options: MessageOptions): Promise<unknown> {
    checkMessage(direction, message)
    const { envelope, rest } = splitOptions(options)
    if (message === 'OPEN_FILE') return this.#keepOpen(envelope, rest)
    if (message === 'CLOSE_FILE') return this.#closeKept(rest)
    if (message === 'FLUSH') return this.#flush(rest)
    return this.#withSession(direction, message, subject, envelope, (session) =>
      handle(session, direction, message, subject, rest),
    )
  }

  async #withSession<T>(
    direction: Direction,
    message: string,
    subject: unknown,
    envelope: Envelope,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const filename = envelope.filename === undefined ? this.filename : resolveFilename(envelope.filename, undefined)
    const kept = this.#kept?.file.filename === filename ? this.#kept : null
    if (kept !== null) return this.#onKept(kept, direction, subject, envelope, work)
    const creates = direction === 'store' && createsTrajectory(message, subject)
    using file =
      direction === 'store' ? this.#openForStoring(filename, creates, subject, envelope) : openForLoading(filename)
    const name = this.#trajectoryFor(file, direction, subject, envelope, creates)
    using session = new Session({ file, trajectoryName: name, explicit: this.#explicit })
    return await work(session)
  }

  /** While the file is kept open, sessions are kept too: their groups and overview serve all messages. */
  async #onKept<T>(
    kept: KeptFile,
    direction: Direction,
    subject: unknown,
    envelope: Envelope,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const named = envelope.trajectoryName ?? nameOf(subject)
    const isOpenEnd = named === undefined && envelope.trajectoryIndex === undefined
    const name = isOpenEnd
      ? kept.trajectory
      : direction === 'store'
        ? (named ?? kept.trajectory)
        : chooseTrajectory(kept.file, named, envelope.trajectoryIndex)
    let session = kept.sessions.get(name)
    if (session === undefined) {
      session = new Session({ file: kept.file, trajectoryName: name, explicit: this.#explicit })
      kept.sessions.set(name, session)
    }
    const answer = await work(session)
    if (direction === 'store') kept.file.flush()
    return answer
  }

  /** Nothing is created, not even the file, when the message cannot succeed in it. */
  #openForStoring(filename: string, creates: boolean, subject: unknown, envelope: Envelope): File {
    const exists = existsSync(filename)
    if (!exists && !creates) {
      throw new DataNotInStorageError(`There is no file '${filename}' to store into: store the trajectory first`, {
        filename,
      })
    }
    const name = envelope.trajectoryName ?? nameOf(subject) ?? this.#trajectoryName
    if (name === undefined) throw new InvalidValueError('Storing needs the name of a trajectory (trajectoryName)')
    if (!exists) mkdirSync(dirname(filename), { recursive: true })
    const title = envelope.fileTitle ?? this.fileTitle
    const file = File.open(filename, 'a', { title })
    if (file.root.title !== title) file.root.title = title
    return file
  }

  #trajectoryFor(file: File, direction: Direction, subject: unknown, envelope: Envelope, creates: boolean): string {
    const { trajectoryName, trajectoryIndex } = envelope
    if (direction === 'load') return chooseTrajectory(file, trajectoryName, trajectoryIndex)
    const name = trajectoryName ?? nameOf(subject) ?? this.#trajectoryName
    return creates ? (name as string) : chooseTrajectory(file, name, undefined)
  }

  // --- keeping the file open ----------------------------------------------------------------------------------------

  async #keepOpen(envelope: Envelope, rest: object): Promise<void> {
    checkOptions(rest, [], 'store(OPEN_FILE)')
    if (this.#kept !== null) return
    const file = this.#openForStoring(this.filename, false, undefined, envelope)
    try {
      const trajectory = this.#trajectoryFor(file, 'store', undefined, envelope, false)
      this.#kept = { file, sessions: new Map(), trajectory }
    } catch (error) {
      file.close()
      throw error
    }
  }

  async #closeKept(rest: object): Promise<void> {
    checkOptions(rest, [], 'store(CLOSE_FILE)')
    const kept = this.#kept
    if (kept === null) return
    for (const session of kept.sessions.values()) session.close()
    kept.file.close()
    this.#kept = null
  }

  async #flush(rest: object): Promise<void> {
    checkOptions(rest, [], 'store(FLUSH)')
    this.#kept?.file.flush()
  }
}

interface Envelope {
  readonly filename?: string
  readonly fileTitle?: string
  readonly trajectoryName?: string
  readonly trajectoryIndex?: number
}

/** What says where a message goes, and what belongs to the message. */
function splitOptions(options: MessageOptions): { envelope: Envelope; rest: Record<string, unknown> } {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidTypeError(`The options of a message must be an object; got ${describe(options)}`)
  }
  const isEnvelope = (key: string) => (envelopeOptions as readonly string[]).includes(key)
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return {
    envelope: Object.fromEntries(entries.filter(([key]) => isEnvelope(key))),
    rest: Object.fromEntries(entries.filter(([key]) => !isEnvelope(key))),
  }
}

function checkMessage(direction: Direction, message: unknown): void {
  const known = direction === 'store' ? storeMessages : loadMessages
  if (typeof message === 'string' && known.includes(message)) return
  const hint = typeof message === 'string' ? nearest(message, known) : undefined
  throw new NoSuchServiceError(
    `${direction} knows the messages ${known.join(', ')}; got ${describe(message)}${hint ? ` (did you mean ${hint}?)` : ''}`,
  )
}

async function handle(
  session: Session,
  direction: Direction,
  message: string,
  subject: unknown,
  options: Record<string, unknown>,
): Promise<unknown> {
  if (message === 'LIST') return handleList(session, direction, subject, options)
  const handlers = (direction === 'store' ? storeHandlers : loadHandlers) as Record<
    string,
    (session: Session, subject: unknown, options: unknown) => unknown
  >
  checkSubject(message, subject)
  return handlers[message]?.(session, subject, options)
}

/** Items are answered in order under one open file; each has its own options. */
async function handleList(
  session: Session,
  direction: Direction,
  subject: unknown,
  options: Record<string, unknown>,
): Promise<void> {
  checkOptions(options, [], `${direction}(LIST)`)
  const items = checkList(subject)
  for (const [message] of items) checkMessage(direction, message)
  for (const [message, item, own] of items) {
    if (message === 'OPEN_FILE' || message === 'CLOSE_FILE' || message === 'FLUSH') {
      throw new ServiceStateError(`${message} cannot be an item of a LIST, under which the file is open already`)
    }
    await handle(session, direction, message, item, splitOptions(own ?? {}).rest)
  }
}

/** Messages whose subject is no node of a tree. */
const freeSubjects = ['DELETE_LINK', 'MERGE']

function checkSubject(message: string, subject: unknown): void {
  if (freeSubjects.includes(message)) return
  const isNode = typeof subject === 'object' && subject !== null && 'isLeaf' in subject && 'fullName' in subject
  if (!isNode)
    throw new InvalidTypeError(`The subject of ${message} must be a node of a trajectory; got ${describe(subject)}`)
  const { isLeaf } = subject as { isLeaf: boolean }
  const wantsLeaf = message === 'LEAF'
  if (message === 'DELETE' || isLeaf === wantsLeaf) return
  throw new InvalidTypeError(
    `The subject of ${message} must be a ${wantsLeaf ? 'leaf' : 'group'}; got ${describe(subject)}`,
  )
}

function createsTrajectory(message: string, subject: unknown): boolean {
  if (message === 'TRAJECTORY') return true
  return (
    message === 'LIST' &&
    Array.isArray(subject) &&
    subject.some((item) => Array.isArray(item) && createsTrajectory(item[0], item[1]))
  )
}

/** The trajectory's name, when the subject is one or a node of one. */
function nameOf(subject: unknown): string | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined
  const node = subject as { isRoot?: boolean; name?: string; root?: { name?: string } | null }
  return node.isRoot ? node.name : node.root?.name
}

function openForLoading(filename: string): File {
  if (!existsSync(filename)) {
    throw new DataNotInStorageError(`There is no file '${filename}' to load from`, { filename })
  }
  return File.open(filename, 'r')
}
