import { CorruptError, InvalidTypeError, InvalidValueError } from '../errors.js'
import { NDArray, ndarray, type SparseFormat, SparseMatrix, type SparseParts, sparseFormats } from '../values/index.js'
import { arrayFromNpy, npyFromArray } from './npy.js'
import { unzip, zip } from './zip.js'

/** A sparse matrix as scipy's `save_npz` writes it, in hexadecimal text: how pypet keeps one. */
export function sparseToHex(matrix: SparseMatrix): string {
  const places =
    matrix.format === 'dia' ? { offsets: matrix.offsets! } : { indices: matrix.indices!, indptr: matrix.indptr! }
  const members: Record<string, NDArray> = {
    ...places,
    format: new NDArray({ data: new Uint8Array(Buffer.from(matrix.format)), shape: [], dtype: '|S3' }),
    shape: ndarray(BigInt64Array.from(matrix.shape, BigInt)),
    data: matrix.data,
  }
  const files = new Map(Object.entries(members).map(([name, array]) => [`${name}.npy`, npyFromArray(array)]))
  return Buffer.from(zip(files)).toString('hex')
}

/** The sparse matrix of such a text; `CorruptError` for any other text. */
export function sparseFromHex(text: string): SparseMatrix {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new CorruptError('expected hexadecimal text for a sparse matrix, got other text')
  }
  const files = unzip(Buffer.from(text, 'hex'))
  const member = (name: string): NDArray | undefined => {
    const file = files.get(`${name}.npy`)
    return file && arrayFromNpy(file, `'${name}' of a sparse matrix`)
  }
  return assemble(member)
}

function assemble(member: (name: string) => NDArray | undefined): SparseMatrix {
  const [format, shape, data] = [formatOf(member('format')), member('shape'), member('data')]
  if (!format || !shape || shape.size !== 2 || !data)
    throw new CorruptError('expected format, shape and data of a sparse matrix')
  const [rows, columns] = Array.from(shape.elements(), Number) as [number, number]
  const places = ['indices', 'indptr', 'offsets'].flatMap((name): [string, NDArray][] => {
    const part = member(name)
    return part ? [[name, part]] : []
  })
  try {
    return new SparseMatrix({ format, shape: [rows, columns], data, ...Object.fromEntries(places) } as SparseParts)
  } catch (error) {
    if (!(error instanceof InvalidTypeError || error instanceof InvalidValueError)) throw error
    throw new CorruptError(`expected the parts of a sparse matrix to fit: ${error.message}`, { cause: error })
  }
}

/** Python 2 and 3 wrote bytes and text. */
function formatOf(array: NDArray | undefined): SparseFormat | null {
  if (array?.size !== 1) return null
  const [item] = array.elements()
  const name = item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : String(item)
  return sparseFormats.find((format) => format === name) ?? null
}
