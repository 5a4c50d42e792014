import { CorruptError, InvalidTypeError } from '../../errors.js'
import { splitOptions } from '../../service/envelope.js'
import type { NodeView } from '../../service/nodes.js'
import { checkRequest, type ListItem } from '../../service/requests.js'
import type { MessageOptions, StorageService } from '../../service/storage-service.js'
import { fromSendable, toSendable } from '../sendable.js'
import { type PackedError, packError, unpackError } from './errors.js'
import { type Packable, pack, unpack } from './pack.js'
import { packTree, type Selection } from './pack-tree.js'
import type { PackedTree } from './packed-tree.js'
import { selectionFor } from './selections.js'
import { unpackTree } from './unpack-tree.js'
import { LeafInMessage, type RootInMessage } from './views.js'

/** A message of `store` on its way to whoever has the file, and what its answer changes in memory here. */
export interface OutgoingRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly trajectoryName: string | undefined
  /** Marks nodes as the answer says; gives the message's result, or throws its error. */
  readonly accept: (answer: Uint8Array) => unknown
}

/** Packs a message with all that it is about, as it is now. Throws what `store` would throw for a message that makes no sense. */
export function packRequest(message: string, subject: unknown, options: MessageOptions): OutgoingRequest {
  const { envelope, rest } = splitOptions(options)
  checkRequest('store', message, subject, rest)
  const selection = selectionFor(message, subject, rest)
  const trajectoryName = envelope.trajectoryName ?? selection.root?.name
  const named = trajectoryName === undefined ? options : { ...options, trajectoryName }
  const bytes = pack({
    message,
    subject: packSubject(message, subject),
    options: packOptions(message, named),
    tree: packTree(selection) as unknown as Packable,
  })
  return { bytes, trajectoryName, accept: (answer) => acceptAnswer(answer, selection) }
}

/** Nodes by full name, '' for the root. */
function packSubject(message: string, subject: unknown): Packable {
  if (message === 'LIST') {
    return (subject as ListItem[]).map(
      ([item, of, options]): Packable => [item, packSubject(item, of), packOptions(item, options ?? {})],
    )
  }
  if (typeof subject === 'string') return { text: subject }
  if (subject === null || subject === undefined) return null
  if (typeof subject === 'object' && 'fullName' in subject) return { node: (subject as NodeView).fullName }
  throw new InvalidTypeError(`The subject of ${message} cannot be sent: it is no node of a trajectory.`)
}

function packOptions(message: string, options: MessageOptions): Packable {
  for (const [name, option] of Object.entries(options)) {
    if (typeof option !== 'function') continue
    throw new InvalidTypeError(
      `The ${name} of ${message} is a function, which cannot be sent to the process that has the file: give it as text, or use wrapMode 'lock'.`,
    )
  }
  return toSendable(options) as Packable
}

/** A message that came in. */
export interface IncomingRequest {
  readonly message: string
  readonly subject: unknown
  readonly options: MessageOptions
  readonly tree: RootInMessage | null
}

/** Throws `CorruptError` for bytes that are no message. */
export function unpackRequest(bytes: Uint8Array): IncomingRequest {
  const fields = unpack(bytes) as { message?: unknown; subject?: Packable; options?: MessageOptions; tree?: unknown }
  if (typeof fields?.message !== 'string') throw new CorruptError('A message for the storage service has no name.')
  try {
    const tree = fields.tree ? unpackTree(fields.tree as PackedTree) : null
    const { message, options = {} } = fields
    const subject = unpackSubject(message, fields.subject, tree)
    return { message, subject, options: fromSendable(options) as MessageOptions, tree }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CorruptError(`The message ${fields.message} is damaged: its parts are not what they should be.`, {
      cause: error,
    })
  }
}

function unpackSubject(message: string, packed: Packable, tree: RootInMessage | null): unknown {
  if (message === 'LIST') {
    return (packed as [string, Packable, MessageOptions][]).map(([item, of, options]) => [
      item,
      unpackSubject(item, of, tree),
      fromSendable(options) as MessageOptions,
    ])
  }
  const { text, node } = (packed ?? {}) as { text?: string; node?: string }
  return node === undefined ? (text ?? null) : tree?.node(node)
}

/** Lets the service store what came in; whatever it says is the answer. */
export async function answerRequest(service: StorageService, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  let tree: RootInMessage | null = null
  let before = new Map<string, boolean>()
  try {
    const request = unpackRequest(bytes)
    tree = request.tree
    before = new Map(Array.from(tree?.byName ?? [], ([name, { stored }]) => [name, stored]))
    const result = await service.store(request.message, request.subject, request.options)
    return packAnswer(tree, before, { result: toSendable(result) as Packable, error: null })
  } catch (error) {
    return packAnswer(tree, before, { result: null, error: packError(error) })
  }
}

interface Outcome {
  readonly result: Packable
  readonly error: (PackedError & Packable) | null
}

/** Also a message that failed may have stored something: the items of a list before the one that failed. */
function packAnswer(
  tree: RootInMessage | null,
  before: ReadonlyMap<string, boolean>,
  outcome: Outcome,
): Uint8Array<ArrayBuffer> {
  const nodes = [...(tree?.byName ?? [])]
  return pack({
    ...outcome,
    marks: nodes
      .filter(([name, { stored }]) => stored !== before.get(name))
      .map(([name, { stored }]) => [name, stored]),
    dropped: nodes.flatMap(([name, node]) =>
      node instanceof LeafInMessage ? node.dropped.map((item) => [name, item]) : [],
    ),
    runs: tree?.runs.stored ?? [],
  })
}

interface Answer extends Outcome {
  readonly marks: readonly (readonly [fullName: string, stored: boolean])[]
  readonly dropped: readonly (readonly [fullName: string, item: string])[]
  readonly runs: readonly number[]
}

function acceptAnswer(bytes: Uint8Array, { nodes, root }: Selection): unknown {
  const answer = unpack(bytes) as unknown as Answer
  for (const [name, stored] of answer.marks) {
    const node = name === '' ? root : nodes.get(name)?.node
    if (node) node.stored = stored
  }
  for (const [name, item] of answer.dropped) {
    const node = nodes.get(name)?.node
    if (node?.isLeaf) (node as NodeView & { dropItem(name: string): boolean }).dropItem(item)
  }
  root?.runs.markStored(answer.runs)
  if (answer.error !== null) throw unpackError(answer.error)
  return fromSendable(answer.result) ?? undefined
}
