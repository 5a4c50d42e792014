import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type EArray, File, type Table, type VLArray } from '../../lib/h5/index.js'
import { fc } from '../support/property.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** What is done to rows that carry the numbers 0, 1, 2 … as they are added. */
type Step =
  | { readonly do: 'append'; readonly rows: number }
  | { readonly do: 'flush' | 'reopen' | 'check' }
  | { readonly do: 'truncate' | 'remove' | 'overwrite'; readonly at: number; readonly rows: number }

const plain = fc.constantFrom<Step>({ do: 'flush' }, { do: 'reopen' }, { do: 'check' })
const append = fc.record({ do: fc.constant('append' as const), rows: fc.integer({ min: 0, max: 9 }) })
const change = (...names: ('truncate' | 'remove' | 'overwrite')[]): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constantFrom(...names), at: fc.nat(40), rows: fc.nat(5) })

const setting = fc.record({
  chunk: fc.integer({ min: 1, max: 5 }),
  complib: fc.constantFrom(undefined, 'zlib', 'blosc'),
})

/** How a kind of node is filled, changed and read. */
interface Kind<Node> {
  create(file: File, chunk: number, filters: object): Node
  append(node: Node, values: number[]): void
  read(node: Node): number[]
  truncate?(node: Node, rows: number): void
  remove?(node: Node, start: number, stop: number): void
  overwrite?(node: Node, start: number, values: number[]): void
}

let count = 0
function follow<Node extends { flush(): void; nrows: number }>(
  kind: Kind<Node>,
  steps: readonly Step[],
  given: { chunk: number; complib: string | undefined },
): void {
  const filename = inFolder(`rows${count++}.h5`)
  let file = File.open(filename, 'w')
  try {
    let node = kind.create(file, given.chunk, given.complib ? { filters: { complib: given.complib } } : {})
    let model: number[] = []
    let next = 0
    const fresh = (rows: number) => Array.from({ length: rows }, () => next++)
    const actions: Record<Step['do'], (at: number, rows: number) => void> = {
      append: (_, rows) => {
        const values = fresh(rows)
        kind.append(node, values)
        model.push(...values)
      },
      flush: () => node.flush(),
      reopen: () => {
        file.close()
        file = File.open(filename, 'r+')
        node = file.get('/x') as unknown as Node
      },
      check: () => assert.deepEqual(kind.read(node), model),
      truncate: (at) => {
        const rows = Math.min(at, model.length)
        kind.truncate?.(node, rows)
        model = model.slice(0, rows)
      },
      remove: (at, rows) => {
        kind.remove?.(node, at, at + rows)
        model = model.filter((_, index) => index < at || index >= at + rows)
      },
      overwrite: (at, rows) => {
        const start = Math.min(at, model.length)
        const values = fresh(Math.min(rows, model.length - start))
        kind.overwrite?.(node, start, values)
        model.splice(start, values.length, ...values)
      },
    }
    for (const step of steps) {
      actions[step.do]('at' in step ? step.at : 0, 'rows' in step ? step.rows : 0)
      assert.equal(node.nrows, model.length)
    }
    assert.deepEqual(kind.read(node), model)
    actions.reopen(0, 0)
    assert.deepEqual(kind.read(node), model)
  } finally {
    file.close()
  }
}

const earray: Kind<EArray> = {
  create: (file, chunk, filters) =>
    file.createEArray('/x', { dtype: 'float64', shape: [0, 2], chunkshape: [chunk, 2], ...filters }),
  append: (node, values) => (values.length === 1 ? node.append([values[0]!, -values[0]!]) : node.append(pairs(values))),
  read: (node) => Array.from(node.readSync().data as Float64Array).filter((_, index) => index % 2 === 0),
  truncate: (node, rows) => node.truncate(rows),
  overwrite: (node, start, values) =>
    values.length > 0 && node.writeSync(pairs(values), { start, stop: start + values.length }),
}
const pairs = (values: number[]): Float64Array | number[][] =>
  values.length === 0 ? new Float64Array(0) : values.map((value) => [value, -value])

const table: Kind<Table> = {
  create: (file, chunk, filters) =>
    file.createTable('/x', {
      columns: { n: 'int64', s: '|S6', v: { base: 'int16', shape: [2] } },
      chunkshape: [chunk],
      ...filters,
    }),
  append: (node, values) => node.append(values.map(record)),
  read: (node) => {
    const records = [...node.records()]
    for (const found of records) assert.equal(found.s, `r${Number(found.n)}`)
    return records.map(({ n }) => Number(n))
  },
  truncate: (node, rows) => node.truncate(rows),
  remove: (node, start, stop) => node.removeRows(start, stop),
  overwrite: (node, start, values) => node.write(values.map(record), start),
}
const record = (value: number) => ({ n: value, s: `r${value}`, v: [value, 1] })

const vlarray: Kind<VLArray> = {
  create: (file, chunk, filters) => file.createVLArray('/x', { dtype: 'int32', chunkshape: [chunk], ...filters }),
  append: (node, values) => {
    for (const value of values) node.append(Int32Array.from({ length: 1 + (value % 4) }, () => value))
  },
  read: (node) =>
    node.readSync().map(({ data, shape }) => {
      const [first] = data as Int32Array
      assert.equal(shape[0], 1 + (first! % 4))
      return first!
    }),
}

const runs = { numRuns: 80 }

it('an EArray holds what was appended, whenever it is read', () => {
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: append }, plain, change('truncate', 'overwrite')), {
    maxLength: 15,
  })
  fc.assert(
    fc.property(steps, setting, (given, how) => follow(earray, given, how)),
    runs,
  )
})

it('a table holds what was appended, whenever it is read', () => {
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: append }, plain, change('truncate', 'remove', 'overwrite')), {
    maxLength: 15,
  })
  fc.assert(
    fc.property(steps, setting, (given, how) => follow(table, given, how)),
    runs,
  )
})

it('a VLArray holds what was appended, whenever it is read', () => {
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: append }, plain), { maxLength: 15 })
  fc.assert(
    fc.property(steps, setting, (given, how) => follow(vlarray, given, how)),
    runs,
  )
})

it('NROWS follows the rows of a table', () => {
  using file = File.open(inFolder('nrows.h5'), 'w')
  const node = file.createTable('/x', { columns: { n: 'int64' } })
  node.append([{ n: 1 }, { n: 2 }])
  node.flush()
  assert.equal(node.attributes.get('NROWS'), 2)
  node.removeRows(0, 1)
  assert.equal(node.attributes.get('NROWS'), 1)
})

it('removeRows takes two whole numbers, and nothing else removes anything', () => {
  using file = File.open(inFolder('removed.h5'), 'w')
  const node = file.createTable('/x', { columns: { n: 'int64' } })
  node.append([{ n: 1 }, { n: 2 }])
  const removeRows = node.removeRows.bind(node) as (...given: unknown[]) => void
  for (const given of [[], [1], [null, 1], [0, '1'], [0.5, 1]]) {
    assert.throws(() => removeRows(...given), /removeRows needs whole numbers/)
  }
  assert.equal(node.nrows, 2)
})
