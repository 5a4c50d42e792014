import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { EArray, HArray } from '../../../lib/h5/array.js'
import { File } from '../../../lib/h5/file.js'
import type { Node } from '../../../lib/h5/node.js'
import { Table } from '../../../lib/h5/table.js'
import type { VLArray } from '../../../lib/h5/vlarray.js'
import { FileModel, fileConfig, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import type { Dice } from '../engine/dice.js'
import { type Expectation, type Json, type Kind, Mismatch, operation, refuse, skip } from '../engine/kind.js'
import { shown } from '../engine/shown.js'
import { isKnownFault } from '../known-faults.js'

/** Small datasets of all kinds, all of them lists of whole numbers: what matters here is the file around them. */
interface Content {
  readonly kind: 'array' | 'earray' | 'table' | 'vlarray'
  readonly numbers: readonly number[]
}
type State = ReadonlyMap<string, Content>

class Model extends FileModel<State> {
  /** What others may see: the state of the last checkpoint, or of a commit after it. */
  visible: State[] = []

  override commit(): void {
    super.commit()
    this.visible.push(this.committed)
  }
}

const paths = ['/a', '/b', '/g/c', '/g/d', '/e'] as const
const kindsOfContent = ['array', 'earray', 'table', 'vlarray'] as const

/** How each kind is made, read, and lengthened. */
const acts: Record<
  Content['kind'],
  {
    create: (file: File, path: string, numbers: number[]) => Node
    read: (node: Node) => number[]
    add?: (node: Node, number: number) => void
  }
> = {
  array: {
    create: (file, path, numbers) => file.createArray(path, Int32Array.from(numbers)),
    read: (node) => Array.from((node as HArray).readSync().data as Int32Array),
  },
  earray: {
    create: (file, path, numbers) =>
      file.createEArray(path, {
        data: Int32Array.from(numbers),
        chunkshape: [3],
        filters: { complib: 'zlib', complevel: 1 },
      }),
    read: (node) => Array.from((node as EArray).readSync().data as Int32Array),
    add: (node, number) => (node as EArray).append(Int32Array.of(number)),
  },
  table: {
    create: (file, path, numbers) =>
      file.createTable(path, { columns: { n: 'int32' }, rows: { n: Int32Array.from(numbers) }, chunkshape: [2] }),
    read: (node) => Array.from((node as Table).column('n') as Int32Array),
    add: (node, number) => (node as Table).append([{ n: number }]),
  },
  vlarray: {
    create: (file, path, numbers) => {
      const node = file.createVLArray(path, { dtype: 'int32', chunkshape: [2] })
      for (const number of numbers) node.append(Int32Array.of(number))
      return node
    },
    read: (node) => (node as VLArray).readSync().map((row) => (row.data as Int32Array)[0] as number),
    add: (node, number) => (node as VLArray).append(Int32Array.of(number)),
  },
}

const kindOf = (node: Node): Content['kind'] => {
  if (node instanceof HArray) return 'array'
  if (node instanceof EArray) return 'earray'
  return node instanceof Table ? 'table' : 'vlarray'
}

const define = operation<Model, RealFile>()
const numbersOf = ({ seed, count }: { seed: number; count: number }): number[] =>
  Array.from({ length: count }, (_, index) => (seed * (index + 1)) % 1_000_003)
const someNumbers = (dice: Dice) => ({ seed: dice.below(1e6), count: dice.between(1, 9) })
const known = (dice: Dice, model: Model): string | undefined =>
  model.state.size > 0 ? dice.pick([...model.state.keys()]) : undefined

const create = define({
  name: 'create',
  weight: 4,
  generate: (dice) => ({ path: dice.pick(paths), kind: dice.pick(kindsOfContent), ...someNumbers(dice) }),
  model: (model, args: { path: string; kind: Content['kind']; seed: number; count: number }) => {
    model.checkWritable()
    if (model.state.has(args.path)) refuse('ExistsError')
    model.state = new Map(model.state).set(args.path, { kind: args.kind, numbers: numbersOf(args) })
  },
  real: ({ file }, args) => acts[args.kind].create(file, args.path, numbersOf(args)).close(),
})

const add = define({
  name: 'add',
  weight: 4,
  generate: (dice, model) => {
    const path = known(dice, model)
    return path === undefined ? undefined : { path, handle: dice.below(2), number: dice.below(1000) }
  },
  model: (model, args: { path: string; handle: number; number: number }) => {
    const content = model.state.get(args.path) ?? skip()
    if (!acts[content.kind].add) skip()
    model.checkWritable()
    model.state = new Map(model.state).set(args.path, { ...content, numbers: [...content.numbers, args.number] })
  },
  real: (real, { path, handle, number }) => {
    const node = real.handle(path, handle)
    acts[kindOf(node)].add?.(node, number)
  },
})

const overwrite = define({
  name: 'overwrite',
  weight: 2,
  generate: (dice, model) => {
    const path = known(dice, model)
    return path === undefined ? undefined : { path, handle: dice.below(2), seed: dice.below(1e6) }
  },
  model: (model, args: { path: string; handle: number; seed: number }) => {
    const content = model.state.get(args.path) ?? skip()
    if (!['array', 'earray'].includes(content.kind)) skip()
    model.checkWritable()
    values = numbersOf({ seed: args.seed, count: content.numbers.length })
    model.state = new Map(model.state).set(args.path, { ...content, numbers: values })
  },
  real: (real, { path, handle }) => (real.handle(path, handle) as EArray).writeSync(Int32Array.from(values)),
})
let values: number[] = []

const remove = define({
  name: 'remove',
  weight: 1,
  generate: (dice, model) => {
    const path = known(dice, model)
    return path === undefined ? undefined : { path }
  },
  model: (model, { path }: { path: string }) => {
    model.checkWritable()
    if (isKnownFault('removed with waiting rows')) skip()
    if (!model.state.has(path)) refuse('NotFoundError')
    const state = new Map(model.state)
    state.delete(path)
    model.state = state
  },
  real: (real, { path }) => {
    for (const handle of [0, 1]) real.closeHandle(path, handle)
    real.file.remove(path)
  },
})

const read = define({
  name: 'read',
  weight: 2,
  generate: (dice, model) => {
    const path = known(dice, model)
    return path === undefined ? undefined : { path, handle: dice.below(2) }
  },
  model: (model, { path }: { path: string; handle: number }) => (model.state.get(path) ?? skip()).numbers,
  real: (real, { path, handle }) => {
    const node = real.handle(path, handle)
    return acts[kindOf(node)].read(node)
  },
})

const checkpointed = define({
  name: 'settle',
  weight: 1,
  generate: (_, model) => (model.writable ? {} : undefined),
  model: (model) => {
    if (model.inTransaction || !model.writable) skip()
    model.commit()
    model.visible = [model.committed]
    return true
  },
  real: ({ file }) => {
    file.flush()
    return file.native.hasJournal() ? file.checkpoint() : true
  },
})

let current: Model

/** Other programs read the file without its journal: they see a checkpoint. With the journal it is what a crash leaves. */
const copy = define({
  name: 'copy',
  weight: 1.5,
  generate: (dice, model) => (model.hasJournal ? { journal: dice.chance(0.5) } : undefined),
  model: (model, _: { journal: boolean }) => {
    if (!model.hasJournal) skip()
    current = model
  },
  real: ({ filename }, { journal }) => {
    const copied = filename.replace('.h5', '-copy.h5')
    for (const ending of ['', '-wal']) {
      rmSync(copied + ending, { force: true })
      if (existsSync(filename + ending) && (journal || ending === '')) copyFileSync(filename + ending, copied + ending)
    }
    using file = File.open(copied, 'r')
    const allowed = journal ? [current.committed] : current.visible
    const found = contentOf(file)
    if (allowed.some((state) => sameContent(state, found))) return
    throw new Mismatch(
      `a copy holds ${shown([...found])}; expected one of ${shown(allowed.map((state) => [...state]))}`,
    )
  },
})

const second = define({
  name: 'second',
  weight: 0.3,
  generate: (dice, model) =>
    model.writable && model.hasJournal ? { mode: dice.pick(['r', 'r+', 'w'] as const) } : undefined,
  model: (model, _: { mode: 'r' | 'r+' | 'w' }) => {
    if (!model.writable || !model.hasJournal) skip()
    refuse('LockedError')
  },
  real: ({ filename }, { mode }) => File.open(filename, mode).close(),
})

const contentOf = (file: File): Map<string, Content> =>
  new Map(
    paths
      .filter((path) => file.has(path))
      .map((path) => {
        const node = file.get(path)
        const content = { kind: kindOf(node), numbers: acts[kindOf(node)].read(node) }
        node.close()
        return [path, content]
      }),
  )

function verify(model: Model, file: File): void {
  const [found, expected] = [contentOf(file), new Map(model.state)]
  if (!sameContent(found, expected))
    throw new Mismatch(`the file holds ${shown([...found])}; expected ${shown([...expected])}`)
}

const sameContent = (a: State, b: State): boolean => isDeepStrictEqual(new Map([...a].sort()), new Map([...b].sort()))

const expectContent = (model: Model, real: RealFile): Expectation => ({
  file: real.filename,
  nodes: Object.fromEntries([...model.state].map(([path, content]) => [path, expected(content)])),
})

function expected({ kind, numbers }: Content): Json {
  const hex = Buffer.from(Int32Array.from(numbers).buffer).toString('hex')
  if (kind === 'table') return { kind, rows: numbers.length, hex }
  if (kind === 'vlarray')
    return { kind, rows: numbers.map((number) => Buffer.from(Int32Array.of(number).buffer).toString('hex')) }
  return { kind: 'array', shape: [numbers.length], hex }
}

/** Commits, transactions, rollbacks and other readers, with several datasets of different kinds. */
export const file: Kind<Model, RealFile> = {
  name: 'file',
  config: fileConfig,
  model: (config) => {
    const model = new Model(config, new Map())
    model.visible = [new Map()]
    return model
  },
  real: (config, folder) => {
    const real = new RealFile(config, folder)
    real.file.flush()
    real.file.checkpoint()
    return real
  },
  operations: [
    create,
    add,
    overwrite,
    remove,
    read,
    checkpointed,
    copy,
    second,
    ...fileOperations<State, Model, RealFile>(verify),
  ],
  finish: (model, real) => finishFile(model, real, verify),
  abandon: (real) => real.abandon(),
  expectation: expectContent,
}
