import { CorruptError } from '../errors.js'
import { dtypeInfo, findDType, NDArray, product, rowMajor, type TypedArray } from '../values/index.js'
import { bytesOf, typedArrayOf } from './pack.js'

const magic = Buffer.from('\x93NUMPY', 'latin1')
const alignment = 64

/** An array as an NPY 1.0 file, in C order. */
export function npyFromArray(array: NDArray): Uint8Array {
  const { data } = array.contiguous()
  const header = `{'descr': '${array.dtype}', 'fortran_order': False, 'shape': ${tupleText(array.shape)}, }`
  const prefix = magic.length + 4
  const padded = Math.ceil((prefix + header.length + 1) / alignment) * alignment - prefix
  const head = Buffer.from([1, 0, padded & 0xff, padded >> 8])
  return Buffer.concat([
    magic,
    head,
    Buffer.from(`${header.padEnd(padded - 1)}\n`, 'latin1'),
    bytesOf(data as TypedArray),
  ])
}

const tupleText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`

/** The array of an NPY file of versions 1.0 to 2.0; `CorruptError` for any other bytes. */
export function arrayFromNpy(bytes: Uint8Array, what: string): NDArray {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = file[6]
  if (file.length < 12 || !file.subarray(0, 6).equals(magic) || (version !== 1 && version !== 2)) {
    throw new CorruptError(`expected an NPY file of version 1 or 2 in ${what}`)
  }
  const start = version === 1 ? 10 : 12
  const length = version === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8)
  const header = parseHeader(file.subarray(start, start + length).toString('latin1'), what)
  const content = file.subarray(start + length)
  const { itemsize } = dtypeInfo(header.dtype)
  if (content.length !== product(header.shape) * itemsize)
    throw new CorruptError(`expected as many bytes as elements in ${what}`)
  const ordered = header.isBigEndian ? swapped(content, header.dtype) : content
  const stride = header.isFortran ? rowMajor([...header.shape].reverse()).reverse() : rowMajor(header.shape)
  const data = typedArrayOf(ordered, header.dtype, product(header.shape))
  return new NDArray({ data, shape: header.shape, stride, dtype: header.dtype }).copy()
}

interface Header {
  readonly dtype: string
  readonly isBigEndian: boolean
  readonly isFortran: boolean
  readonly shape: readonly number[]
}

/** The header is a Python dict; it is matched, never evaluated. */
function parseHeader(text: string, what: string): Header {
  const descr = /'descr':\s*'([<>|=]?[a-zA-Z]\d+)'/.exec(text)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1]
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1]
  const dtype = descr && findDType(descr.replace(/^[>=]/, '<'))
  if (!descr || !dtype || dtype.itemsize === 0 || order === undefined || shape === undefined) {
    throw new CorruptError(`expected dtype, order and shape of numbers in the header of ${what}`)
  }
  const extents = shape
    .split(',')
    .map((extent) => extent.trim().replace(/L$/, ''))
    .filter((extent) => extent !== '')
  if (extents.length > 32) throw new CorruptError(`expected at most 32 dimensions in ${what}`)
  return {
    dtype: dtype.dtype,
    isBigEndian: descr.startsWith('>'),
    isFortran: order === 'True',
    shape: extents.map(Number),
  }
}

function swapped(content: Buffer, dtype: string): Buffer {
  const { kind, itemsize } = dtypeInfo(dtype)
  const width = kind === 'complex' ? itemsize / 2 : itemsize
  const copy = Buffer.from(content)
  for (let i = 0; i < copy.length; i += width) copy.subarray(i, i + width).reverse()
  return copy
}
