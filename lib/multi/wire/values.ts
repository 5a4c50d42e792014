import { CorruptError, InvalidTypeError } from '../../errors.js'
import {
  type AnyIndex,
  type Column,
  Dict,
  Frame,
  Index,
  MultiIndex,
  NDArray,
  Nested,
  NONE,
  None,
  ObjectTable,
  PickledObject,
  Scalar,
  Sequence,
  Series,
  SharedData,
  SparseMatrix,
  type Value,
} from '../../values/index.js'
import type { Packable } from './pack.js'

type Fields = Record<string, Packable>

/** How values of one class become plain data and come back. The constructors check what comes back. */
interface Packing<V extends Value = Value> {
  readonly Class: abstract new (...args: never[]) => V
  readonly fields: (value: V) => Packable
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is checked by the constructor that gets it
  readonly value: (fields: any) => Value
}

const packing = <V extends Value>(one: Packing<V>): Packing => one as unknown as Packing

const texts = (map: ReadonlyMap<string, Value>): Packable =>
  Array.from(map, ([name, value]): Packable => [name, packValue(value)])

const entriesOf = (packed: [string, Packable][]): [string, Value][] =>
  packed.map(([name, value]) => [name, unpackValue(value)])

/** One entry a class; the name is what stands on the wire. */
const packings: Readonly<Record<string, Packing>> = {
  scalar: packing({
    Class: Scalar,
    fields: ({ type, value }) => [type, value as Packable],
    value: ([type, value]) => new Scalar(type, value),
  }),
  sequence: packing({
    Class: Sequence,
    fields: ({ kind, itemType, items }) => [kind, itemType, items as Packable],
    value: ([kind, itemType, items]) => new Sequence(kind, itemType, items),
  }),
  ndarray: packing({
    Class: NDArray,
    fields: (array) => {
      const { data, shape, dtype, isMatrix } = array.contiguous()
      return { data: data as Packable, shape, dtype, isMatrix }
    },
    value: (fields) => new NDArray(fields),
  }),
  dict: packing({ Class: Dict, fields: ({ entries }) => texts(entries), value: (list) => new Dict(entriesOf(list)) }),
  table: packing({
    Class: ObjectTable,
    fields: ({ columns }) => Array.from(columns, ([name, cells]): Packable => [name, cells.map(packValue)]),
    value: (columns: [string, Packable[]][]) =>
      new ObjectTable(columns.map(([name, cells]) => [name, cells.map(unpackValue) as never])),
  }),
  frame: packing({
    Class: Frame,
    fields: ({ index, columns, data }) => [packIndex(index), packIndex(columns), data as unknown as Packable],
    value: ([index, columns, data]) => new Frame(unpackIndex(index), unpackIndex(columns), data),
  }),
  series: packing({
    Class: Series,
    fields: ({ index, data, name }) => [packIndex(index), data as unknown as Packable, name],
    value: ([index, data, name]) => new Series(unpackIndex(index), data, name),
  }),
  sparse: packing({
    Class: SparseMatrix,
    fields: ({ format, shape, data, indices, indptr, offsets }) => {
      const parts = Object.entries({ data, indices, indptr, offsets })
      return [format, shape, parts.map(([name, part]): Packable => [name, part === undefined ? null : packValue(part)])]
    },
    value: ([format, shape, parts]: [never, never, [string, Packable][]]) =>
      new SparseMatrix({
        format,
        shape,
        ...Object.fromEntries(entriesOf(parts.filter(([, part]) => part !== null))),
      } as never),
  }),
  pickle: packing({
    Class: PickledObject,
    fields: ({ bytes, globals }) => [bytes as Packable, globals],
    value: ([bytes, globals]) => new PickledObject(bytes, globals),
  }),
  shared: packing({
    Class: SharedData,
    fields: ({ sharedType }) => sharedType,
    value: (sharedType) => new SharedData(sharedType),
  }),
  nested: packing({
    Class: Nested,
    fields: ({ kind, items }) => [kind, items.map(packValue)],
    value: ([kind, items]) => new Nested(kind, items.map(unpackValue)),
  }),
  none: packing({ Class: None, fields: () => null, value: () => NONE }),
}

/** A typed value as plain data, from which `unpackValue` makes an equal one. */
export function packValue(value: Value): Packable {
  for (const [name, { Class, fields }] of Object.entries(packings)) {
    if (value instanceof Class) return [name, fields(value)]
  }
  throw new InvalidTypeError(`A ${(value as object).constructor.name} cannot be sent to another process.`)
}

/** Throws `CorruptError`, and what the constructors of values throw. */
export function unpackValue(packed: Packable): Value {
  const [name, fields] = Array.isArray(packed) ? (packed as readonly Packable[]) : []
  const found = typeof name === 'string' && Object.hasOwn(packings, name) ? packings[name] : undefined
  if (found === undefined)
    throw new CorruptError(`A message between processes has a value of unknown kind: ${String(name)}.`)
  return found.value(fields)
}

const packIndex = (index: AnyIndex): Packable =>
  index instanceof Index
    ? ({ data: index.data, name: index.name, freq: index.freq, isPeriod: index.isPeriod } as unknown as Fields)
    : ({ levels: index.levels, codes: index.codes, names: index.names } as unknown as Fields)

function unpackIndex(packed: Fields): AnyIndex {
  if (packed.levels === undefined) return new Index(packed.data as unknown as Column, packed as never)
  return new MultiIndex(packed.levels as never, packed.codes as never, packed.names as never)
}
