import type { EArray, File, Group, HArray, Table, VLArray } from '../../lib/h5/index.js'
import { numbers } from './random.js'
import { BLOCK, type Change, type Complib, LEAF, PATCH } from './workload.js'

/** What a new file starts with. */
export function prepare(file: File): void {
  file.createGroup('/leaves')
  file.createGroup('/blocks')
  file.createTable('/rows/table', { columns: { seed: 'int64', values: { base: 'float64', shape: [3] } } })
  file.createEArray('/rows/earray', { dtype: 'float64', shape: [0, 4], filters: { complib: 'zlib', complevel: 1 } })
  file.createVLArray('/rows/vlarray', { dtype: 'float64' })
  file.root.attributes.set('steps', 0)
}

/** Elements of the VLArray's row that a seed stands for. */
export const raggedLength = (seed: number): number => seed % 5

type Writers = { readonly [Op in Change['op']]: (file: File, change: Extract<Change, { op: Op }>) => void }

const writers: Writers = {
  leaf: writeLeaf,
  overwriteLeaf(file, { name, seed }) {
    using array = file.get(`/leaves/${name}/data`) as HArray
    array.writeSync(numbers(seed, LEAF))
    array.attributes.set('seed', seed)
  },
  deleteLeaf: (file, { name }) => file.remove(`/leaves/${name}`),
  block: (file, { name, seed, complib }) => writeBlock(file, `/blocks/${name}`, seed, complib),
  overwriteBlock(file, { name, start, seed }) {
    using array = file.get(`/blocks/${name}`) as HArray
    array.writeSync(numbers(seed, PATCH), { start, stop: start + PATCH })
  },
  deleteBlock: (file, { name }) => file.remove(`/blocks/${name}`),
  rows(file, { seed, count }) {
    using table = file.get('/rows/table') as Table
    using earray = file.get('/rows/earray') as EArray
    using vlarray = file.get('/rows/vlarray') as VLArray
    for (let row = seed; row < seed + count; row++) {
      table.append([{ seed: row, values: [...numbers(row, 3)] }])
      earray.append(numbers(row, 4))
      vlarray.append(numbers(row, raggedLength(row)))
    }
  },
  overwriteRow(file, { row, seed }) {
    using table = file.get('/rows/table') as Table
    table.write([{ seed, values: [...numbers(seed, 3)] }], row)
    using earray = file.get('/rows/earray') as EArray
    earray.writeSync(numbers(seed, 4), { start: row, stop: row + 1 })
  },
  failing() {},
}

function writeLeaf(file: File, { name, seed }: { name: string; seed: number }): void {
  using group: Group = file.createGroup(`/leaves/${name}`)
  group.attributes.assign([
    ['seed', seed],
    ['text', `leaf of ${seed}`],
    ['half', seed + 0.5],
  ])
  file.createArray(`/leaves/${name}/data`, numbers(seed, LEAF), { attributes: { seed } }).close()
}

function writeBlock(file: File, path: string, seed: number, complib: Complib): void {
  const data = numbers(seed, BLOCK)
  if (complib === 'none') file.createArray(path, data).close()
  else file.createCArray(path, { data, filters: { complib, complevel: 1 }, chunkshape: [20_000] }).close()
}

/** Writes a change, and that it was written. One that fails goes back; plain HDF5 cannot. */
export async function writeChange(file: File, change: Change, steps: number): Promise<void> {
  if (change.op === 'failing' && file.native.hasJournal()) await failInTheMiddle(file, change.seed)
  const write = writers[change.op] as (file: File, change: Change) => void
  write(file, change)
  file.root.attributes.set('steps', steps)
  file.flush()
}

class Intended extends Error {}

async function failInTheMiddle(file: File, seed: number): Promise<void> {
  const work = () => {
    writeLeaf(file, { name: 'half', seed })
    writeBlock(file, '/blocks/half', seed, 'none')
    writers.rows(file, { op: 'rows', seed, count: 3 })
    throw new Intended()
  }
  await file.transaction(work).catch((error: unknown) => {
    if (!(error instanceof Intended)) throw error
  })
}
