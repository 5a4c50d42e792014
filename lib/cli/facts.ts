import { TrajstoreError } from '../errors.js'
import { attempt } from '../h5/check/entries.js'
import { Dataset, type DType, type Filters, Group, type Link, Node, UnImplemented } from '../h5/index.js'
import { bytesText, cut, safeText } from './layout.js'
import type { Style } from './style.js'

/** What is to be said of a node, a link, or of what cannot be opened. */
export interface Facts {
  readonly path: string
  readonly kind: string
  readonly title?: string
  readonly dtype?: string
  readonly shape?: readonly number[]
  readonly maxshape?: readonly (number | null)[]
  readonly chunks?: readonly number[] | null
  readonly filters?: string
  /** In memory and in the file. */
  readonly bytes?: number
  readonly storedBytes?: number
  /** Of links. */
  readonly target?: string
  readonly filename?: string
  /** Why it cannot be read. */
  readonly error?: string
}

export function factsOf({ path, thing }: { path: string; thing: Node | Link | TrajstoreError }): Facts {
  if (thing instanceof TrajstoreError) return { path, kind: 'Error', error: thing.message }
  if (!(thing instanceof Node)) {
    const { kind, target } = thing
    return { path, kind, target, ...('filename' in thing ? { filename: thing.filename } : {}) }
  }
  const facts = attempt(() => nodeFacts(thing))
  return facts instanceof TrajstoreError ? { path, kind: thing.kind, error: facts.message } : { ...facts, path }
}

function nodeFacts(node: Node): Facts {
  const { path, kind, title } = node
  const common = { path, kind, ...(title === '' ? {} : { title }) }
  if (node instanceof Group) return common
  if (node instanceof UnImplemented) return { ...common, error: node.reason }
  return node instanceof Dataset ? { ...common, ...datasetFacts(node) } : common
}

function datasetFacts(node: Dataset): Omit<Facts, 'path' | 'kind'> {
  return {
    dtype: dtypeText(node.dtype),
    shape: node.shape,
    maxshape: node.maxshape,
    chunks: node.chunkshape,
    filters: filtersText(node.filters),
    bytes: node.size * node.itemsize,
    storedBytes: node.storageSize,
  }
}

/** 'zlib 5, shuffle'; 'none'. */
export function filtersText({ complib, complevel, shuffle, bitshuffle, fletcher32 }: Filters): string {
  const parts = [
    complevel > 0 ? `${complib} ${complevel}` : '',
    shuffle ? 'shuffle' : '',
    bitshuffle ? 'bitshuffle' : '',
    fletcher32 ? 'fletcher32' : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'none' : parts.join(', ')
}

const kindNames: Record<string, string> = { b: 'bool', i: 'int', u: 'uint', f: 'float', c: 'complex', t: 'time' }

/** numpy's name of a type: 'float64', 'S12', '{x: float64, y: int32 (3)}'. */
export function dtypeText(dtype: DType): string {
  if (typeof dtype === 'string') return typestrText(dtype)
  if ('fields' in dtype) return `{${dtype.fields.map(([name, type]) => `${name}: ${dtypeText(type)}`).join(', ')}}`
  if ('base' in dtype) return `${dtypeText(dtype.base)} (${dtype.shape.join(', ')})`
  if ('vlen' in dtype) return `rows of ${dtypeText(dtype.vlen)}`
  return `enum ${typestrText(dtype.enum)}`
}

function typestrText(typestr: string): string {
  const match = /^([<>|])([a-zA-Z])(\d*)$/.exec(typestr)
  if (!match) return typestr
  const [, order, letter = '', size = ''] = match
  const name = kindNames[letter]
  if (name === undefined) return size === '' ? 'text' : letter + size
  return `${name === 'bool' ? name : name + Number(size) * 8}${order === '>' ? ' big endian' : ''}`
}

/** One line of a listing: name, kind, what it holds, title. */
export function factCells(facts: Facts, name: string, style: Style): string[] {
  const { kind, title = '', error } = facts
  const shown = kind === 'Group' ? style.name(safeText(name)) : safeText(name)
  const holds = error === undefined ? holdsText(facts) : style.bad(safeText(error))
  return [shown, style.dim(kind), holds, title === name ? '' : style.dim(safeText(title))]
}

/** '2 × 3'; 'scalar'. */
export const extentText = (shape: readonly number[]): string => (shape.length === 0 ? 'scalar' : shape.join(' × '))

function holdsText({ dtype, shape, filters, storedBytes = 0, target, filename }: Facts): string {
  if (target !== undefined) return safeText(`→ ${filename === undefined ? '' : `${filename}:`}${target}`)
  if (dtype === undefined || shape === undefined) return ''
  const packed = filters === 'none' ? '' : `, ${filters}`
  return `${cut(safeText(dtype), 40)}, ${extentText(shape)}, ${bytesText(storedBytes)}${packed}`
}
