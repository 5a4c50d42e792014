import {
  Dict,
  Frame,
  Index,
  MultiIndex,
  NDArray,
  Nested,
  None,
  ObjectTable,
  PickledObject,
  Scalar,
  Sequence,
  Series,
  SharedData,
  SparseMatrix,
} from '../values/index.js'
import { columnCells, indexCells, labelsOf } from './frame-cells.js'

/** JSON of anything that commands answer; what JSON lacks is text: NaN, Infinity, integers that are not safe. */
export const toJson = (data: unknown): string => JSON.stringify(plain(data), null, 2)

type Convert = (value: never) => unknown

const converters: readonly (readonly [abstract new (...args: never[]) => object, Convert])[] = [
  [Scalar, ({ value }: Scalar) => plain(value)],
  [Sequence, ({ items }: Sequence) => items.map(plain)],
  [Nested, ({ items }: Nested) => items.map(plain)],
  [NDArray, (array: NDArray) => plain(array.toArray())],
  [Dict, ({ entries }: Dict) => plainObject(entries)],
  [None, () => null],
  [ObjectTable, ({ columns }: ObjectTable) => plainObject(columns)],
  [Frame, plainFrame],
  [
    Series,
    (series: Series) => ({ index: indexCells(series.index).map(plain), values: columnCells(series.data).map(plain) }),
  ],
  [Index, (index: Index) => indexCells(index).map(plain)],
  [MultiIndex, (index: MultiIndex) => indexCells(index).map(plain)],
  [SparseMatrix, (matrix: SparseMatrix) => plainObject(Object.entries(matrix))],
  [PickledObject, ({ bytes, globals }: PickledObject) => ({ pickle: plain(bytes), globals })],
  [SharedData, ({ sharedType }: SharedData) => ({ shared: sharedType })],
  [Uint8Array, plainBytes],
  [Map, (map: Map<string, unknown>) => plainObject(map)],
  [Set, (set: Set<unknown>) => Array.from(set, plain)],
]

/** What JSON knows, out of values of every kind. */
export function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value !== 'object' || value === null) return value
  const convert = converters.find(([Class]) => value instanceof Class)?.[1]
  if (convert) return convert(value as never)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, plain)
  if (Array.isArray(value)) return value.map(plain)
  return plainObject(Object.entries(value))
}

// By definition, so that a name such as '__proto__' is one like all others.
function plainObject(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  return Object.fromEntries(Array.from(entries, ([name, item]) => [name, plain(item)]))
}

/** Bytes are text where they are; else base64 says so. */
function plainBytes(bytes: Uint8Array): unknown {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\0+$/, '')
  } catch {
    return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') }
  }
}

function plainFrame(frame: Frame): object {
  const labels = labelsOf(frame.columns)
  return {
    index: indexCells(frame.index).map(plain),
    columns: plainObject(frame.data.map((column, place) => [labels[place]!, columnCells(column)])),
  }
}
