import { isDeepStrictEqual } from 'node:util'
import type { AttributeInput } from '../../../lib/h5/attribute-input.js'
import type { File } from '../../../lib/h5/file.js'
import type { Node } from '../../../lib/h5/node.js'
import { someFill } from '../common/array-ops.js'
import { bytesOfFill, elementOf, type Fill } from '../common/elements.js'
import { FileModel, fileConfig, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import type { Dice } from '../engine/dice.js'
import { type Expectation, type Json, type Kind, Mismatch, operation, refuse, skip } from '../engine/kind.js'
import { shown } from '../engine/shown.js'

/** What an attribute is, in a form that can be compared. */
type Value =
  | string
  | number
  | boolean
  | bigint
  | { readonly dtype: string; readonly shape: readonly number[]; readonly hex: string }
type Attributes = ReadonlyMap<string, Value>
type State = ReadonlyMap<string, Attributes>
type Model = FileModel<State>

/** A group, an array, a table, and the root. */
const nodes = ['/', '/group', '/array', '/table'] as const
const names = [
  'a',
  'b',
  'unit',
  'größe',
  'with blank',
  'n0',
  'n1',
  'n2',
  'n3',
  'n4',
  'n5',
  'n6',
  'n7',
  'n8',
  'n9',
  'TITLE2',
]
const arrayTypes = ['|i1', '|u1', '<i2', '<u2', '<i4', '<u4', '<i8', '<u8', '<f4', '<f8']

interface Spec extends Fill {
  readonly form: 'text' | 'number' | 'integer' | 'boolean' | 'bigint' | 'array' | 'typed' | 'view'
  readonly dtype: string
  readonly length: number
}

const someSpec = (dice: Dice): Spec => ({
  form: dice.pick(['text', 'number', 'integer', 'boolean', 'bigint', 'array', 'typed', 'view'] as const),
  dtype: dice.pick(arrayTypes),
  length: dice.chance(0.05) ? dice.between(0, 3500) : dice.between(1, 6),
  ...someFill(dice),
})

/** What is given, and what is read back. */
function valueFor(spec: Spec): { given: AttributeInput; read: Value } {
  const { form, dtype, length, seed } = spec
  if (form === 'text') {
    const text = `${'ä€x'.repeat(length)}${seed}`
    return { given: text, read: text }
  }
  if (form === 'boolean') return { given: seed % 2 === 0, read: seed % 2 === 0 }
  if (form === 'integer') return { given: seed - 500_000, read: seed - 500_000 }
  if (form === 'bigint') return { given: BigInt(seed) * 2n ** 40n, read: bigintRead(BigInt(seed) * 2n ** 40n) }
  if (form === 'number') return { given: seed + 0.5, read: seed + 0.5 }
  if (form === 'view') {
    const bytes = Uint8Array.from(bytesOfFill(elementOf('|u1'), length, spec))
    return { given: new DataView(bytes.buffer), read: { dtype: '|u1', shape: [length], hex: hexOfBytes(bytes) } }
  }
  const element = elementOf(dtype)
  const count = form === 'typed' ? length * 2 : length
  const bytes = bytesOfFill(element, count, spec)
  const shape = form === 'typed' ? [length, 2] : [length]
  const read = { dtype, shape, hex: bytes.toString('hex') }
  return { given: form === 'typed' ? { dtype, shape, data: Uint8Array.from(bytes) } : viewOf(dtype, bytes), read }
}

const bigintRead = (value: bigint): Value => (Number.isSafeInteger(Number(value)) ? Number(value) : value)
const hexOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const classes = [
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
]
function viewOf(dtype: string, bytes: Buffer): ArrayBufferView {
  const Class = classes[arrayTypes.indexOf(dtype)] as Uint8ArrayConstructor
  return new Class(Uint8Array.from(bytes).buffer)
}

/** What the library gave. */
function found(value: unknown): Value | undefined {
  if (typeof value !== 'object' || value === null) return value as Value | undefined
  const { dtype, shape, data } = value as { dtype: string; shape: number[]; data: Uint8Array }
  return { dtype, shape: [...shape], hex: Buffer.from(data).toString('hex') }
}

const define = operation<Model, RealFile>()
interface Named {
  readonly node: string
  readonly name: string
  readonly handle: number
}
const someName = (dice: Dice) => ({ node: dice.pick(nodes), name: dice.pick(names), handle: dice.below(2) })

function change(model: Model, node: string, act: (attributes: Map<string, Value>) => void): void {
  const changed = new Map(model.state.get(node))
  act(changed)
  model.state = new Map(model.state).set(node, changed)
}

const handle = (real: RealFile, { node, handle: number }: Named): Node => real.handle(node, number)
let given: AttributeInput = 0
let several: [string, AttributeInput][] = []

const set = define({
  name: 'set',
  weight: 6,
  generate: (dice) => ({ ...someName(dice), ...someSpec(dice) }),
  model: (model, args: Named & Spec) => {
    const value = valueFor(args)
    given = value.given
    model.checkWritable()
    change(model, args.node, (attributes) => attributes.set(args.name, value.read))
  },
  real: (real, args) => {
    handle(real, args).attributes.set(args.name, given)
  },
})

const assign = define({
  name: 'assign',
  weight: 2,
  generate: (dice) => ({
    ...someName(dice),
    values: Array.from({ length: dice.between(0, 12) }, () => ({ name: dice.pick(names), ...someSpec(dice) })),
  }),
  model: (model, args: Named & { values: readonly (Spec & { name: string })[] | null }) => {
    const values = (args.values ?? []).map((spec) => [spec.name, valueFor(spec)] as const)
    several = values.map(([name, value]) => [name, value.given])
    model.checkWritable()
    change(model, args.node, (attributes) => {
      for (const [name, { read }] of values) attributes.set(name, read)
    })
  },
  real: (real, args) => {
    handle(real, args).attributes.assign(several)
  },
})

const remove = define({
  name: 'delete',
  weight: 3,
  generate: (dice, { state }) => {
    const named = someName(dice)
    const known = [...(state.get(named.node) as Attributes).keys()]
    return { ...named, name: known.length > 0 && dice.chance(0.9) ? dice.pick(known) : named.name }
  },
  model: (model, args: Named) => {
    if (!model.state.get(args.node)?.has(args.name)) refuse('NotFoundError', 'ReadOnlyError')
    model.checkWritable()
    change(model, args.node, (attributes) => attributes.delete(args.name))
  },
  real: (real, args) => handle(real, args).attributes.delete(args.name),
})

const get = define({
  name: 'get',
  weight: 3,
  generate: someName,
  model: (model, { node, name }: Named) => {
    const attributes = model.state.get(node) as Attributes
    return [attributes.has(name), attributes.get(name)]
  },
  real: (real, args) => {
    const { attributes } = handle(real, args)
    return [attributes.has(args.name), found(attributes.get(args.name))]
  },
})

const entries = define({
  name: 'entries',
  weight: 1.5,
  generate: someName,
  model: (model, { node }: Named) => sorted(model.state.get(node) as Attributes),
  real: (real, args) => own(handle(real, args)),
})

const misfit = define({
  name: 'misfit',
  weight: 0.7,
  generate: (dice) => ({ ...someName(dice), how: dice.pick(['null', 'function', 'huge'] as const) }),
  model: (model, { how }: Named & { how: 'null' | 'function' | 'huge' }) => {
    if (!model.writable) skip()
    given = { null: null, function: () => 1, huge: 2n ** 70n }[how] as AttributeInput
    refuse('InvalidTypeError', 'InvalidValueError')
  },
  real: (real, args) => {
    handle(real, args).attributes.set(args.name, given)
  },
})

const sorted = (attributes: Iterable<readonly [string, Value]>): (readonly [string, Value])[] =>
  [...attributes].sort(([a], [b]) => (a < b ? -1 : 1))

/** Without those that PyTables' classes bring along. */
const own = (node: Node): (readonly [string, Value])[] =>
  sorted(
    [...node.attributes].filter(([name]) => names.includes(name)).map(([name, value]) => [name, found(value) as Value]),
  )

function verify(model: Model, file: File): void {
  for (const [path, attributes] of model.state) {
    const node = file.get(path)
    const [is, expected] = [own(node), sorted(attributes)]
    if (!isDeepStrictEqual(is, expected)) throw new Mismatch(`${path} has ${shown(is)}; expected ${shown(expected)}`)
    if (path !== '/') node.close()
  }
}

function startReal(config: Parameters<Kind<Model, RealFile>['real']>[0], folder: string): RealFile {
  const real = new RealFile(config, folder)
  real.file.createGroup('/group').close()
  real.file.createArray('/array', [1, 2]).close()
  real.file.createTable('/table', { columns: { x: 'int32' } }).close()
  real.file.flush()
  return real
}

const expectAttributes = (model: Model, real: RealFile): Expectation => ({
  file: real.filename,
  nodes: Object.fromEntries([...model.state].map(([path, attributes]) => [path, expected(attributes)])),
})

const expected = (attributes: Attributes): Json => ({
  kind: 'attributes',
  only: 'h5py',
  values: Object.fromEntries(
    [...attributes].map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : (value as Json)]),
  ),
})

/** Attributes of a group, an array, a table and the root. */
export const attributes: Kind<Model, RealFile> = {
  name: 'attributes',
  config: fileConfig,
  model: (config) => new FileModel(config, new Map(nodes.map((path) => [path, new Map()]))),
  real: startReal,
  operations: [set, assign, remove, get, entries, misfit, ...fileOperations(verify)],
  finish: (model, real) => finishFile(model, real, verify),
  abandon: (real) => real.abandon(),
  expectation: expectAttributes,
}
