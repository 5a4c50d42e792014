import { FilterUnavailableError, TrajstoreError, UnsafeError, UnsupportedError } from '../../errors.js'
import { decodeAttribute } from '../attributes.js'
import type { File } from '../file.js'
import type { ChildInfo, ReadAttribute } from '../native.js'
import { Node } from '../node.js'
import { kindOfDataset } from '../open-node.js'
import { UnImplemented } from '../unimplemented.js'
import { blocks } from './blocks.js'
import { attempt, type Entry, entries } from './entries.js'

export interface Finding {
  readonly path: string
  readonly code: string
  readonly message: string
}

export interface Findings {
  nodes: number
  /** What is wrong. */
  readonly problems: Finding[]
  /** What is worth knowing and no damage. */
  readonly notes: Finding[]
}

/** Not damaged, but not to be read by this build or not safely. */
const notDamaged = [FilterUnavailableError, UnsupportedError, UnsafeError]

/** Reads everything of a file, which checks its checksums too; `onNode` hears how many nodes were read. */
export async function examine(file: File, onNode: (nodes: number) => void = () => {}): Promise<Findings> {
  const findings: Findings = { nodes: 0, problems: [], notes: [] }
  await examineNode(findings, file.root, '/')
  for (const entry of entries(file.root, { all: true, data: true })) {
    onNode(findings.nodes)
    if (isRead(entry.info)) examineListed(findings, entry.path, entry.info)
    else await examineThing(findings, entry)
  }
  return findings
}

/** Adds an error to what was found. */
export function report({ problems, notes }: Findings, path: string, error: TrajstoreError): void {
  const { code, message } = error
  const list = notDamaged.some((Class) => error instanceof Class) ? notes : problems
  list.push({ path, code, message })
}

/** Whether a listing has read all of a node: then it need not be opened. */
function isRead(info: ChildInfo | undefined): info is ChildInfo & { readonly attributes: readonly ReadAttribute[] } {
  if (info === undefined || info.error || !info.attributes) return false
  if (info.kind === 'group') return true
  const { dataset, data } = info
  return typeof dataset?.dtype === 'string' && data instanceof Uint8Array && 'kind' in kindOfDataset(dataset)
}

function examineListed(
  findings: Findings,
  path: string,
  { attributes }: { readonly attributes: readonly ReadAttribute[] },
): void {
  findings.nodes++
  for (const attribute of attributes) {
    const value = attempt(() => decodeAttribute(attribute))
    if (value instanceof TrajstoreError) report(findings, `${path}@${attribute[0]}`, value)
  }
}

async function examineThing(findings: Findings, entry: Entry): Promise<void> {
  const thing = entry.thing()
  if (thing instanceof TrajstoreError) report(findings, entry.path, thing)
  else if (thing instanceof Node) await examineNode(findings, thing, entry.path)
}

async function examineNode(findings: Findings, node: Node, path: string): Promise<void> {
  findings.nodes++
  const names = attempt(() => node.attributes.keys())
  for (const name of names instanceof TrajstoreError ? [] : names) {
    const value = attempt(() => node.attributes.get(name))
    if (value instanceof TrajstoreError) report(findings, `${path}@${name}`, value)
  }
  if (names instanceof TrajstoreError) report(findings, path, names)
  try {
    if (node instanceof UnImplemented) throw new UnsupportedError(node.reason)
    for await (const _ of blocks(node));
  } catch (error) {
    if (!(error instanceof TrajstoreError)) throw error
    report(findings, path, error)
  }
}
