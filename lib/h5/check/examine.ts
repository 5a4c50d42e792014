import { FilterUnavailableError, TrajstoreError, UnsafeError, UnsupportedError } from '../../errors.js'
import type { File } from '../file.js'
import { Node } from '../node.js'
import { UnImplemented } from '../unimplemented.js'
import { blocks } from './blocks.js'
import { attempt, entries } from './entries.js'

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
  for (const { path, thing } of entries(file.root, { all: true })) {
    onNode(findings.nodes)
    if (thing instanceof TrajstoreError) report(findings, path, thing)
    else if (thing instanceof Node) await examineNode(findings, thing, path)
  }
  return findings
}

/** Adds an error to what was found. */
export function report({ problems, notes }: Findings, path: string, error: TrajstoreError): void {
  const { code, message } = error
  const list = notDamaged.some((Class) => error instanceof Class) ? notes : problems
  list.push({ path, code, message })
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
