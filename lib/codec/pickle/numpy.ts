import { dtypeInfo, findDType, NDArray, product, rowMajor } from '../../values/index.js'
import { typedArrayOf } from '../pack.js'
import type { Room } from './room.js'
import { PyCall, PyGlobal, type PyTree, PyTuple, tupleOf } from './tree.js'

/** An element type inside a pickle; `O` are Python objects, `U` is UTF-32 text. */
interface PickledDType {
  readonly kind: string
  readonly itemsize: number
  readonly isBigEndian: boolean
}

/** Python objects of an array in C order. */
export interface ObjectArray {
  readonly shape: readonly number[]
  readonly items: readonly PyTree[]
}

/** An array of numbers, booleans, bytes or text; null if the tree is none. `room` is what its bytes are taken from. */
export function arrayFromTree(tree: PyTree, room: Room): NDArray | null {
  const parts = arrayParts(tree, room)
  if (!parts || !(parts.content instanceof Uint8Array)) return null
  room.take(parts.content.length)
  return arrayFromBytes(parts.content, parts.dtype, parts.shape, parts.isFortran)
}

/** An array of Python objects; null if the tree is none. Its items always lie in C order. */
export function objectArrayFromTree(tree: PyTree, room: Room): ObjectArray | null {
  const parts = arrayParts(tree, room)
  if (!parts || !Array.isArray(parts.content) || parts.content.length !== product(parts.shape)) return null
  return { shape: parts.shape, items: parts.content }
}

/** The single element of `numpy.core.multiarray.scalar(dtype, bytes)` as an array of no dimension. */
export function scalarFromTree(tree: PyCall, room: Room): NDArray | null {
  const [dtypeTree, content] = tree.argList
  const dtype = dtypeFromTree(dtypeTree ?? null)
  const bytes = bytesFromTree(content ?? null, room)
  if (bytes) room.take(bytes.length)
  return dtype && bytes ? arrayFromBytes(bytes, dtype, [], false) : null
}

interface Parts {
  readonly shape: readonly number[]
  readonly dtype: PickledDType
  readonly isFortran: boolean
  readonly content: PyTree
}

function arrayParts(tree: PyTree, room: Room): Parts | null {
  if (!(tree instanceof PyCall)) return null
  if (/^numpy\.(_core|core)\.multiarray\._reconstruct$/.test(tree.name)) return reconstructed(tree, room)
  if (/^numpy\.(_core|core)\.numeric\._frombuffer$/.test(tree.name)) {
    const [content, dtype, shape, order] = tree.argList
    return partsOf(shape, dtype, order === 'F', content)
  }
  return null
}

function reconstructed(tree: PyCall, room: Room): Parts | null {
  const [type] = tree.argList
  if (!(type instanceof PyGlobal && type.name === 'numpy.ndarray') || !(tree.state instanceof PyTuple)) return null
  const [, shape, dtype, isFortran, content] = tree.state.items
  return partsOf(shape, dtype, isFortran === true, bytesFromTree(content ?? null, room) ?? content)
}

function partsOf(
  shapeTree: PyTree | undefined,
  dtypeTree: PyTree | undefined,
  isFortran: boolean,
  content: PyTree | undefined,
): Parts | null {
  const dtype = dtypeFromTree(dtypeTree ?? null)
  const shape = shapeFromTree(shapeTree ?? null)
  return dtype && shape && content !== undefined ? { shape, dtype, isFortran, content } : null
}

/** A tuple of non-negative integers. */
export function shapeFromTree(tree: PyTree): number[] | null {
  if (!(tree instanceof PyTuple) || tree.items.length > 32) return null
  const isExtent = (item: PyTree) => typeof item === 'bigint' && item >= 0n && item < 2n ** 40n
  return tree.items.every(isExtent) ? tree.items.map(Number) : null
}

function dtypeFromTree(tree: PyTree): PickledDType | null {
  if (!(tree instanceof PyCall) || tree.name !== 'numpy.dtype') return null
  const [name] = tree.argList
  const match = typeof name === 'string' ? /^([a-zA-Z])(\d{0,9})$/.exec(name) : null
  if (!match) return null
  const order = tree.state instanceof PyTuple ? tree.state.items[1] : '<'
  return { kind: match[1]!, itemsize: Number(match[2] || 0), isBigEndian: order === '>' }
}

/** Bytes, also as protocol 0 and Python 2 write them. */
export function bytesFromTree(tree: PyTree, room: Room): Uint8Array | null {
  if (tree instanceof Uint8Array) return tree
  if (!(tree instanceof PyCall)) return null
  if (/^(__builtin__|builtins)\.bytes$/.test(tree.name) && tree.argList.length === 0) return new Uint8Array(0)
  if (tree.name !== '_codecs.encode') return null
  const [text, encoding] = tree.argList
  if (typeof text !== 'string' || encoding !== 'latin1') return null
  room.take(text.length)
  if (/[^\0-\xff]/.test(text)) return null
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

function arrayFromBytes(
  content: Uint8Array,
  type: PickledDType,
  shape: readonly number[],
  isFortran: boolean,
): NDArray | null {
  const count = product(shape)
  // Elements without bytes could be any number of them.
  if (content.length !== count * byteSize(type) || (count > 0 && byteSize(type) === 0)) return null
  const stride = isFortran ? rowMajor([...shape].reverse()).reverse() : rowMajor(shape)
  if (type.kind === 'U') {
    const texts = utf32Texts(content, type, count)
    return texts && new NDArray({ data: texts, shape, stride, dtype: '<U' }).copy()
  }
  const info = findDType(
    type.kind === 'b' ? '|b1' : `${type.itemsize === 1 || type.kind === 'S' ? '|' : '<'}${type.kind}${type.itemsize}`,
  )
  if (!info) return null
  const ordered = type.isBigEndian
    ? swapped(content, info.kind === 'complex' ? info.itemsize / 2 : info.itemsize)
    : content
  return new NDArray({ data: typedArrayOf(ordered, info.dtype, count), shape, stride, dtype: info.dtype }).copy()
}

const byteSize = ({ kind, itemsize }: PickledDType): number =>
  kind === 'U' ? 4 * itemsize : kind === 'b' ? 1 : itemsize

function swapped(content: Uint8Array, width: number): Uint8Array {
  const result = new Uint8Array(content.length)
  for (let i = 0; i < content.length; i += width) {
    for (let j = 0; j < width; j += 1) result[i + j] = content[i + width - 1 - j]!
  }
  return result
}

function utf32Texts(content: Uint8Array, { itemsize, isBigEndian }: PickledDType, count: number): string[] | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const texts: string[] = []
  for (let i = 0; i < count; i += 1) {
    let text = ''
    for (let j = 0; j < itemsize; j += 1) {
      const code = view.getUint32(4 * (i * itemsize + j), !isBigEndian)
      if (code > 0x10ffff) return null
      text += String.fromCodePoint(code)
    }
    texts.push(text.replace(/\0+$/, ''))
  }
  return texts
}

// --- writing --------------------------------------------------------------------------------------------------------

/** The calls by which numpy restores an array. */
export function arrayToTree(array: NDArray): PyCall {
  const { type, content } = contentOf(array)
  const shape = new PyTuple(array.shape.map(BigInt))
  return reconstruct(shape, type, content)
}

/** The calls by which numpy restores a single element. */
export function scalarToTree(array: NDArray): PyCall {
  const { type, content } = contentOf(array)
  return new PyCall(new PyGlobal('numpy.core.multiarray.scalar'), tupleOf(type, content))
}

/** The calls by which numpy restores an array of Python objects, given in C order. */
export function objectArrayToTree(items: readonly PyTree[], shape: readonly number[]): PyCall {
  return reconstruct(new PyTuple(shape.map(BigInt)), dtypeToTree('O8', '|', -1, -1, 63), [...items])
}

function reconstruct(shape: PyTuple, type: PyTree, content: PyTree): PyCall {
  const args = tupleOf(new PyGlobal('numpy.ndarray'), tupleOf(0n), new Uint8Array([0x62]))
  const call = new PyCall(new PyGlobal('numpy.core.multiarray._reconstruct'), args)
  call.state = tupleOf(1n, shape, type, false, content)
  return call
}

function contentOf(array: NDArray): { type: PyCall; content: Uint8Array } {
  const info = dtypeInfo(array.dtype)
  const { data } = array.contiguous()
  if (info.kind === 'text') return utf32(data as readonly string[])
  const { buffer, byteOffset, byteLength } = data as Uint8Array
  const content = new Uint8Array(buffer, byteOffset, byteLength)
  const [order, name] = [array.dtype[0]!, array.dtype.slice(1)]
  const width = info.kind === 'bytes' ? info.itemsize : -1
  return { type: dtypeToTree(name, order, width, info.kind === 'bytes' ? 1 : -1, 0), content }
}

function utf32(texts: readonly string[]): { type: PyCall; content: Uint8Array } {
  const codes = texts.map((text) => Array.from(text, (char) => char.codePointAt(0)!))
  const width = Math.max(1, ...codes.map(({ length }) => length))
  const content = new Uint8Array(4 * width * texts.length)
  const view = new DataView(content.buffer)
  codes.forEach((line, i) => {
    line.forEach((code, j) => {
      view.setUint32(4 * (i * width + j), code, true)
    })
  })
  return { type: dtypeToTree(`U${width}`, '<', 4 * width, 4, 8), content }
}

function dtypeToTree(name: string, order: string, itemsize: number, alignment: number, flags: number): PyCall {
  const call = new PyCall(new PyGlobal('numpy.dtype'), tupleOf(name, false, true))
  call.state = tupleOf(3n, order, null, null, null, BigInt(itemsize), BigInt(alignment), BigInt(flags))
  return call
}
