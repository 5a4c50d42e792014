import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import {
  type Complex,
  Dict,
  dtypeOfScalar,
  NDArray,
  Nested,
  type NestedKind,
  NONE,
  None,
  ndarray,
  PickledObject,
  Scalar,
  Sequence,
  type Value,
  valueTypeName,
} from '../../values/index.js'
import { arrayFromTree, arrayToTree, bytesFromTree, scalarFromTree, scalarToTree } from './numpy.js'
import { Room } from './room.js'
import { PyCall, PyDict, PyGlobal, PySet, type PyTree, PyTuple, tupleOf } from './tree.js'
import { unpickle } from './unpickle.js'

/** What a value would take more than that to write out is no plain data: nested, or shared again and again. */
const maxDepth = 100
const maxNodes = 1_000_000

/** A pickle as plain data if it is that, else kept as it is. */
export function valueFromPickle(bytes: Uint8Array): Value {
  const { root, globals } = unpickle(bytes)
  return new Reading(bytes.length).value(root, 0) ?? new PickledObject(bytes, globals)
}

/** One walk through a tree; null stands for all that is no plain data. */
class Reading {
  private nodes = 0
  private readonly room: Room

  constructor(pickleBytes: number) {
    this.room = new Room(pickleBytes)
  }

  value(tree: PyTree, depth: number): Value | null {
    this.nodes += 1
    if (depth > maxDepth || this.nodes > maxNodes) return null
    if (tree === null) return NONE
    if (Array.isArray(tree)) return this.sequence('list', tree, depth)
    if (tree instanceof PyTuple) return this.sequence('tuple', tree.items, depth)
    if (tree instanceof PyDict) return this.dict(tree.entries, depth)
    if (tree instanceof PySet) return this.nested(tree.isFrozen ? 'frozenset' : 'set', tree.items, depth)
    if (tree instanceof PyCall) return this.call(tree, depth)
    return tree instanceof PyGlobal ? null : plainScalar(tree)
  }

  private sequence(kind: 'list' | 'tuple', trees: readonly PyTree[], depth: number): Value | null {
    const items = this.all(trees, depth)
    if (!items) return null
    const [first] = items
    if (!first) return new Sequence(kind, null, [])
    const isFlat = items.every((item): item is Scalar => item instanceof Scalar && item.type === (first as Scalar).type)
    if (!isFlat) return new Nested(kind, items)
    return new Sequence(
      kind,
      (first as Scalar).type,
      (items as Scalar[]).map(({ value }) => value),
    )
  }

  private nested(kind: NestedKind, trees: readonly PyTree[], depth: number): Value | null {
    const items = this.all(trees, depth)
    return items && new Nested(kind, items)
  }

  private all(trees: readonly PyTree[], depth: number): Value[] | null {
    const values: Value[] = []
    for (const tree of trees) {
      const value = this.value(tree, depth + 1)
      if (!value) return null
      values.push(value)
    }
    return values
  }

  private dict(entries: readonly [PyTree, PyTree][], depth: number): Value | null {
    const values = this.all(
      entries.map(([, value]) => value),
      depth,
    )
    if (!values || !entries.every(([key]) => typeof key === 'string')) return null
    return new Dict(entries.map(([key], i) => [key as string, values[i]!]))
  }

  private call(call: PyCall, depth: number): Value | null {
    const bytes = bytesFromTree(call, this.room)
    if (bytes) return new Scalar('bytes', bytes)
    const [first] = call.argList
    switch (call.name.replace(/^__builtin__\./, 'builtins.').replace('numpy._core.', 'numpy.core.')) {
      case 'builtins.complex':
        return complexOf(call.argList)
      case 'builtins.set':
        return this.nested('set', Array.isArray(first) ? first : [], depth)
      case 'builtins.frozenset':
        return this.nested('frozenset', Array.isArray(first) ? first : [], depth)
      case 'collections.OrderedDict':
        return call.argList.length === 0 ? this.dict(call.entries, depth) : null
      case 'numpy.core.multiarray.scalar':
        return numpyScalar(call, this.room)
      default:
        return arrayFromTree(call, this.room)
    }
  }
}

function plainScalar(tree: boolean | bigint | number | string | Uint8Array): Value | null {
  const type =
    ({ boolean: 'bool', bigint: 'int', number: 'float', string: 'str' } as const)[typeof tree as 'string'] ?? 'bytes'
  try {
    return new Scalar(type, tree)
  } catch (error) {
    // An integer beyond 64 bits, or half of a surrogate pair.
    if (error instanceof InvalidValueError) return null
    throw error
  }
}

function complexOf([re, im]: readonly PyTree[]): Value | null {
  return typeof re === 'number' && typeof im === 'number' ? new Scalar('complex', { re, im }) : null
}

function numpyScalar(call: PyCall, room: Room): Value | null {
  const array = scalarFromTree(call, room)
  if (!array) return null
  const type = array.dtype === '<U' ? 'str_' : array.dtype.startsWith('|S') ? 'bytes_' : null
  return new Scalar(type ?? scalarNames[array.dtype]!, array.get())
}

const scalarNames = Object.fromEntries(
  (
    [
      'bool_',
      'int8',
      'int16',
      'int32',
      'int64',
      'uint8',
      'uint16',
      'uint32',
      'uint64',
      'float16',
      'float32',
      'float64',
      'complex64',
      'complex128',
    ] as const
  ).map((type) => [dtypeOfScalar(type), type]),
)

/** Plain data as what Python would pickle; `InvalidTypeError` for values that are none. */
export function treeOfValue(value: Value): PyTree {
  if (value instanceof None) return null
  if (value instanceof Scalar) return scalarTree(value)
  if (value instanceof NDArray) return arrayToTree(value)
  if (value instanceof Dict) return new PyDict(Array.from(value.entries, ([key, item]) => [key, treeOfValue(item)]))
  if (value instanceof Sequence)
    return listed(
      value.kind,
      value.items.map((item) => scalarTree(new Scalar(value.itemType!, item))),
    )
  if (value instanceof Nested) return listed(value.kind, value.items.map(treeOfValue))
  throw new InvalidTypeError(`expected plain data, got ${valueTypeName(value)}`)
}

function listed(kind: NestedKind, items: PyTree[]): PyTree {
  if (kind === 'list') return items
  return kind === 'tuple' ? new PyTuple(items) : new PySet(items, kind === 'frozenset')
}

/** numpy's text and bytes become Python's, which keep NULs at their ends. */
function scalarTree({ type, value }: Scalar): PyTree {
  if (type === 'int') return BigInt(value as number | bigint)
  if (type === 'complex') {
    const { re, im } = value as Complex
    return new PyCall(new PyGlobal('__builtin__.complex'), tupleOf(re, im))
  }
  const dtype = type === 'bool' || type === 'float' ? null : dtypeOfScalar(type)
  return dtype === null ? (value as PyTree) : scalarToTree(ndarray(value, [], dtype))
}
