import type { RowsInput } from '../../../lib/h5/pack-rows.js'
import type { Table } from '../../../lib/h5/table.js'
import { someFill, someTarget, stateAt } from '../common/array-ops.js'
import { handleOf, paths, type Target, waysTo } from '../common/arrays.js'
import { indicesOf } from '../common/blocks.js'
import type { Fill } from '../common/elements.js'
import { FileModel, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import { someChunks, someFilters } from '../common/filters.js'
import {
  chosen,
  filledRows,
  leavesOf,
  type RowForm,
  rowBytes,
  rowForms,
  rowsInput,
  someColumns,
} from '../common/rows.js'
import { seededConfig, startingTables, startsWithSeed } from '../common/seeded.js'
import { readOperations } from '../common/table-reads.js'
import {
  type CreatedTable,
  countOf,
  expectTables,
  sameCounts,
  type TableState,
  type TablesModel,
  tableState,
  verifyTables,
} from '../common/tables.js'
import type { Dice } from '../engine/dice.js'
import { type Kind, operation, refuse, skip } from '../engine/kind.js'
import { isKnownFault } from '../known-faults.js'

const define = operation<TablesModel, RealFile>()
/** What the model made of the arguments, for the library. */
let input: RowsInput = []

const change = (model: TablesModel, { path }: Target, state: TableState, rows: Buffer): void => {
  model.state = new Map(model.state).set(path, { ...state, rows })
}

const create = define({
  name: 'create',
  weight: 1.5,
  generate: (dice, model) => {
    if (model.state.size > 0 && dice.chance(0.5)) return undefined
    const [chunkshape, filters] = [someChunks(dice, [dice.between(1, 20)]), someFilters(dice, true)]
    const rows = dice.chance(0.4) ? dice.between(0, 12) : 0
    return {
      path: dice.pick(paths),
      columns: someColumns(dice),
      chunkshape,
      filters,
      links: dice.chance(0.3),
      rows,
      ...someFill(dice),
    }
  },
  model: (model, args: CreatedTable & Fill & { rows: number }) => {
    const leaves = leavesOf(args.columns)
    const rows = filledRows(leaves, args.rows, args)
    input = rowsInput(leaves, rows, 'columns')
    model.checkWritable()
    if (model.state.has(args.path)) refuse('ExistsError', 'InvalidValueError')
    if (args.chunkshape?.some((length) => length < 1)) refuse('InvalidValueError')
    model.state = new Map(model.state).set(args.path, tableState(args, rows))
  },
  real: ({ file }, { path, columns, chunkshape, filters, rows, links }) => {
    const options = { ...(chunkshape ? { chunkshape } : {}), ...(filters ? { filters } : {}) }
    const node = file.createTable(path, { columns, ...options, ...(rows > 0 ? { rows: input } : {}) })
    if (links) {
      file.createSoftLink(waysTo(path)[1] as string, path)
      file.createHardLink(waysTo(path)[2] as string, node)
    }
    node.close()
  },
})

const append = define({
  name: 'append',
  weight: 5,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    const rows = dice.chance(0.1) ? dice.between(0, 60) : dice.between(0, 5)
    return target && { ...target, rows, form: dice.pick(rowForms), ...someFill(dice) }
  },
  model: (model, args: Target & Fill & { rows: number; form: RowForm }) => {
    const state = stateAt(model.state, args)
    model.checkWritable()
    const rows = filledRows(state.leaves, args.rows, args)
    input = rowsInput(state.leaves, rows, args.form)
    const limit = state.foreign?.limit ?? Number.POSITIVE_INFINITY
    if (countOf(state) + args.rows > limit) refuse('InvalidValueError')
    change(model, args, state, Buffer.concat([state.rows, rows]))
  },
  real: (real, args) => (handleOf(real, args) as Table).append(input),
})

interface Write extends Target, Fill {
  readonly start: number
  readonly rows: number
  readonly form: RowForm
  readonly columns: readonly string[] | null
}

const write = define({
  name: 'write',
  weight: 3,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    if (!target) return undefined
    const table = state.get(target.path) as TableState
    const start = dice.between(0, countOf(table))
    const rows = dice.between(0, countOf(table) - start + (dice.chance(0.05) ? 3 : 0))
    const names = table.columns.fields.map(([name]) => name)
    const columns = dice.chance(0.5) ? someNames(dice, names) : null
    return { ...target, start, rows, form: dice.pick(rowForms), columns, ...someFill(dice) }
  },
  model: (model, args: Write) => {
    const state = stateAt(model.state, args)
    model.checkWritable()
    if (args.columns?.length === 0) skip()
    const leaves = chosen(state.columns, args.columns)
    const given = filledRows(leaves, args.rows, args)
    input = rowsInput(leaves, given, args.form)
    if (args.start < 0 || args.start + args.rows > countOf(state)) refuse('InvalidValueError')
    const rows = Buffer.from(state.rows)
    for (const { names, offset, size } of leaves) {
      const to = state.leaves.find((leaf) => leaf.names.join() === names.join()) ?? skip()
      for (let row = 0; row < args.rows; row++) {
        const from = row * rowBytes(leaves) + offset
        given.copy(rows, (args.start + row) * state.step + to.offset, from, from + size)
      }
    }
    change(model, args, state, rows)
  },
  real: (real, { start, columns, ...target }) =>
    (handleOf(real, target) as Table).write(input, start, columns ?? undefined),
})

/** One name or more, in any order. */
export function someNames(dice: Dice, names: readonly string[]): readonly string[] {
  const left = [...names]
  return Array.from(
    { length: dice.between(1, names.length) },
    () => left.splice(dice.below(left.length), 1)[0] as string,
  )
}

const truncate = define({
  name: 'truncate',
  weight: 1,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    const rows = target && countOf(state.get(target.path) as TableState)
    return (
      target && { ...target, rows: dice.between(dice.chance(0.05) ? -1 : 0, (rows ?? 0) + (dice.chance(0.1) ? 1 : 0)) }
    )
  },
  model: (model, args: Target & { rows: number }) => {
    const state = stateAt(model.state, args)
    model.checkWritable()
    if (args.rows < 0 || args.rows > countOf(state)) refuse('InvalidValueError')
    change(model, args, state, state.rows.subarray(0, args.rows * state.step))
  },
  real: (real, { rows, ...target }) => (handleOf(real, target) as Table).truncate(rows),
})

const removeRows = define({
  name: 'removeRows',
  weight: 1,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    const count = target ? countOf(state.get(target.path) as TableState) : 0
    const start = dice.between(!isKnownFault('negative start of removeRows') && dice.chance(0.2) ? -count : 0, count)
    return (
      target && {
        ...target,
        start,
        stop: dice.chance(0.1) ? dice.between(-2, count + 2) : dice.between(Math.max(0, start), count),
      }
    )
  },
  model: (model, args: Target & { start: number; stop: number }) => {
    const state = stateAt(model.state, args)
    const gone = new Set(indicesOf({ start: args.start, stop: args.stop }, countOf(state)))
    if (gone.size > 0) model.checkWritable()
    else if (!model.writable) skip()
    const kept = Array.from({ length: countOf(state) }, (_, row) => row).filter((row) => !gone.has(row))
    const { rows, step } = state
    change(model, args, state, Buffer.concat(kept.map((row) => rows.subarray(row * step, (row + 1) * step))))
  },
  real: (real, { start, stop, ...target }) => (handleOf(real, target) as Table).removeRows(start, stop),
})

const misfit = define({
  name: 'misfit',
  weight: 0.8,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    return (
      target && {
        ...target,
        how: dice.pick(['missing', 'unknown', 'bytes', 'value', 'ragged'] as const),
        append: dice.chance(0.7),
      }
    )
  },
  model: (model, args: Target & { how: 'missing' | 'unknown' | 'bytes' | 'value' | 'ragged'; append: boolean }) => {
    const state = stateAt(model.state, args)
    model.checkWritable()
    const good = rowsInput(state.leaves, filledRows(state.leaves, 2, { look: 'ramp', seed: 1 }), 'columns') as object
    const [first] = state.columns.fields.map(([name]) => name) as [string]
    if (args.how === 'missing') input = {}
    else if (args.how === 'unknown') input = { ...good, nosuch: [1, 2] }
    else if (args.how === 'bytes') input = new Uint8Array(state.step === 1 ? skip() : state.step + 1)
    else if (args.how === 'value') input = { ...good, [first]: [undefined, undefined] as unknown as number[] }
    else if (state.columns.fields.length < 2) skip()
    else input = { ...good, ...longer(state) }
    refuse('InvalidValueError', 'InvalidTypeError')
  },
  real: (real, args) => {
    const table = handleOf(real, args) as Table
    if (args.append) table.append(input)
    else table.write(input, 0)
  },
})

/** The first column of three rows, where the others have two. */
function longer({ columns }: TableState): object {
  const leaves = leavesOf({ fields: columns.fields.slice(0, 1) })
  return rowsInput(leaves, filledRows(leaves, 3, { look: 'ramp', seed: 1 }), 'columns') as object
}

/** Rows with columns. */
export const table: Kind<TablesModel, RealFile> = {
  name: 'table',
  config: seededConfig('table'),
  model: (config) => new FileModel(config, startingTables(config)),
  real: (config, folder) => new RealFile(config, folder, (filename) => startsWithSeed('table', config, filename)),
  operations: [create, append, write, truncate, removeRows, misfit, ...readOperations, ...fileOperations(verifyTables)],
  check: sameCounts,
  finish: (model, real) => finishFile(model, real, verifyTables),
  abandon: (real) => real.abandon(),
  expectation: expectTables,
}
