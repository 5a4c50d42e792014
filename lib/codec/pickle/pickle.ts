import { InvalidTypeError } from '../../errors.js'
import { PyCall, PyDict, PyGlobal, PySet, type PyTree, PyTuple } from './tree.js'

/**
 * Writes a tree as a pickle of protocol 0, the text form that PyTables keeps in attributes. Nothing is remembered for
 * reuse: the tree holds no cycles.
 */
export function pickle(tree: PyTree): Uint8Array {
  return new Uint8Array(Buffer.from(`${dump(tree)}.`, 'latin1'))
}

function dump(tree: PyTree): string {
  if (tree === null) return 'N'
  if (typeof tree === 'boolean') return tree ? 'I01\n' : 'I00\n'
  if (typeof tree === 'bigint') return dumpInteger(tree)
  if (typeof tree === 'number') return `F${floatText(tree)}\n`
  if (typeof tree === 'string') return `V${rawUnicode(tree)}\n`
  if (tree instanceof Uint8Array) return dumpBytes(tree)
  if (Array.isArray(tree)) return `(l${tree.map((item) => `${dump(item)}a`).join('')}`
  if (tree instanceof PyTuple) return `(${tree.items.map(dump).join('')}t`
  if (tree instanceof PyDict) return `(d${tree.entries.map(([key, value]) => `${dump(key)}${dump(value)}s`).join('')}`
  if (tree instanceof PySet)
    return dump(
      new PyCall(new PyGlobal(`__builtin__.${tree.isFrozen ? 'frozenset' : 'set'}`), new PyTuple([tree.items])),
    )
  if (tree instanceof PyGlobal) return dumpGlobal(tree)
  return `${dump(tree.callee)}${dump(tree.args)}R${tree.state === undefined ? '' : `${dump(tree.state)}b`}`
}

const dumpInteger = (value: bigint): string => (BigInt.asIntN(32, value) === value ? `I${value}\n` : `L${value}L\n`)

/** Python's float() reads JavaScript's numbers; the special ones have other names there. */
function floatText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value)
  return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'
}

/** What a line cannot hold, beside characters beyond Latin-1. */
const escaped = '\\\0\n\r\x1a'

function rawUnicode(text: string): string {
  return Array.from(text, (char) => {
    const code = char.codePointAt(0)!
    if (code < 0x100 && !escaped.includes(char)) return char
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
  }).join('')
}

/** Protocol 0 has no bytes: Python calls its own codec on their Latin-1 text. */
function dumpBytes(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  return dump(new PyCall(new PyGlobal('_codecs.encode'), new PyTuple([latin1, 'latin1'])))
}

function dumpGlobal({ name }: PyGlobal): string {
  const dot = name.lastIndexOf('.')
  if (dot <= 0 || /[^\w.]/.test(name)) throw new InvalidTypeError(`expected the name of a Python class, got '${name}'`)
  return `c${name.slice(0, dot)}\n${name.slice(dot + 1)}\n`
}
