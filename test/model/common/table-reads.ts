import type { Columns } from '../../../lib/h5/rows.js'
import type { Slice } from '../../../lib/h5/selection.js'
import type { Table } from '../../../lib/h5/table.js'
import type { Dice } from '../engine/dice.js'
import { operation, skip } from '../engine/kind.js'
import { someTarget, stateAt } from './array-ops.js'
import { handleOf, type Target } from './arrays.js'
import { indicesOf, someSlice } from './blocks.js'
import type { RealFile } from './file-model.js'
import { inputOf } from './inputs.js'
import { cellsOf, expectedColumns, foundColumns, type Leaf, leavesOf } from './rows.js'
import { countOf, type TableState, type TablesModel } from './tables.js'

const define = operation<TablesModel, RealFile>()

/** The rows of these numbers, and only some columns of them. */
function columnsOf(state: TableState, rows: readonly number[], columns: readonly string[] | null): object {
  const { step } = state
  const taken = Buffer.concat(rows.map((row) => state.rows.subarray(row * step, (row + 1) * step)))
  const all = expectedColumns(state.leaves, taken)
  if (columns === null) return all
  return Object.fromEntries(
    columns.flatMap((name) => Object.entries(all).filter(([known]) => known === name || known.startsWith(`${name}.`))),
  )
}

const namesOf = ({ columns }: TableState): string[] => columns.fields.map(([name]) => name)

function someRead(dice: Dice, state: TablesModel['state']) {
  const target = someTarget(dice, state)
  if (!target) return undefined
  const table = state.get(target.path) as TableState
  const columns = dice.chance(0.4) ? namesOf(table).filter(() => dice.chance(0.6)) : null
  return {
    ...target,
    slice: dice.chance(0.4) ? {} : someSlice(dice, countOf(table)),
    columns: columns?.length ? columns : null,
  }
}

interface Read extends Target {
  readonly slice: Slice | null
  readonly columns: readonly string[] | null
}

const optionsOf = ({ slice, columns }: Read) => ({ ...slice, ...(columns ? { columns } : {}) })

const read = define({
  name: 'read',
  weight: 3,
  generate: (dice, { state }) => {
    const args = someRead(dice, state)
    return args && { ...args, sync: dice.chance(0.6) }
  },
  model: (model, args: Read & { sync: boolean }) => {
    const state = stateAt(model.state, args)
    return columnsOf(state, indicesOf(args.slice ?? {}, countOf(state)), args.columns)
  },
  real: async (real, args) => {
    const table = handleOf(real, args) as Table
    return foundColumns(args.sync ? table.readSync(optionsOf(args)) : await table.read(optionsOf(args)))
  },
})

const column = define({
  name: 'column',
  weight: 1,
  generate: (dice, { state }) => {
    const args = someRead(dice, state)
    return args && { ...args, columns: [dice.pick(namesOf(state.get(args.path) as TableState))] }
  },
  model: (model, args: Read) => {
    const state = stateAt(model.state, args)
    return columnsOf(state, indicesOf(args.slice ?? {}, countOf(state)), args.columns ?? skip())
  },
  real: (real, args) => {
    const [name] = args.columns as [string]
    return foundColumns({ [name]: (handleOf(real, args) as Table).column(name, args.slice ?? {}) })
  },
})

/** Columns whose cells are one number or text, which records hold as they are. */
const isSimple = ({ names, element }: Leaf): boolean =>
  names.length === 1 && element.inner.length === 0 && !['<c16', '<f2'].includes(element.memory)

const plainCells = (leaf: Leaf, state: TableState): readonly unknown[] => {
  if (state.rows.length === 0) return []
  const cells = inputOf(leaf.element, [countOf(state)], cellsOf(state.rows, state.step, leaf), 'plain') as unknown[]
  return cells.map((cell) => (typeof cell === 'boolean' ? Number(cell) : cell))
}

const records = define({
  name: 'records',
  weight: 0.7,
  generate: (dice, { state }) => someRead(dice, state),
  model: (model, args: Read) => {
    const state = stateAt(model.state, args)
    const simple = state.leaves
      .filter(isSimple)
      .map((leaf) => [leaf.names[0] as string, plainCells(leaf, state)] as const)
    wanted = simple.map(([name]) => name)
    return indicesOf(args.slice ?? {}, countOf(state)).map((row) => simple.map(([, cells]) => cells[row]))
  },
  real: (real, args) =>
    Array.from((handleOf(real, args) as Table).records(args.slice ?? {}), (record) =>
      wanted.map((name) => (typeof record[name] === 'boolean' ? Number(record[name]) : record[name])),
    ),
})
let wanted: string[] = []

interface Where extends Read {
  readonly column: string
  readonly operator: '<' | '>=' | '==' | '!='
  /** Number of the row whose value is compared with. */
  readonly like: number
  readonly form: 'variable' | 'function' | 'rows'
}

/** What the library is asked, made by the model. */
let threshold: unknown
const holds = (a: unknown, operator: Where['operator'], b: unknown): boolean => {
  const [left, right] = [a as number, b as number]
  if (operator === '<') return left < right
  if (operator === '>=') return left >= right
  return (left === right) === (operator === '==')
}

const isSearched = (leaf: Leaf): boolean => isSimple(leaf) && leaf.element.memory !== '|b1'

const where = define({
  name: 'where',
  weight: 1.5,
  generate: (dice, { state }) => {
    const args = someRead(dice, state)
    if (!args) return undefined
    const table = state.get(args.path) as TableState
    const leaves = table.leaves.filter(isSearched)
    if (leaves.length === 0 || countOf(table) === 0) return undefined
    const leaf = dice.pick(leaves)
    const isText = leaf.element.memory.startsWith('|T')
    const operator = dice.pick(isText ? (['==', '!='] as const) : (['<', '>=', '==', '!='] as const))
    const form = dice.pick(['variable', 'function', 'rows'] as const)
    return { ...args, column: leaf.names[0] as string, operator, like: dice.below(countOf(table)), form }
  },
  model: (model, args: Where) => {
    const state = stateAt(model.state, args)
    const leaf = state.leaves.find(({ names }) => names[0] === args.column) ?? skip()
    if (!isSearched(leaf) || args.like >= countOf(state)) skip()
    const cells = plainCells(leaf, state)
    threshold = cells[args.like]
    const rows = indicesOf(args.slice ?? {}, countOf(state)).filter((row) =>
      holds(cells[row], args.operator, threshold),
    )
    return args.form === 'rows' ? rows : columnsOf(state, rows, args.columns)
  },
  real: async (real, args) => {
    const table = handleOf(real, args) as Table
    const { column, operator, form } = args
    const text = `${column} ${operator} v`
    const variables = { v: threshold as number }
    const compared = threshold
    if (form === 'rows') return table.whereRows(text, { ...args.slice, variables })
    if (form === 'variable') return foundColumns(await table.where(text, { ...optionsOf(args), variables }))
    const condition = (columns: Columns, row: number): boolean =>
      holds((columns[column] as unknown as number[])[row], operator, compared)
    return foundColumns(await table.where(condition, optionsOf(args)))
  },
})

const facts = define({
  name: 'facts',
  weight: 0.7,
  generate: (dice, { state }) => someTarget(dice, state),
  model: (model, args: Target) => {
    const state = stateAt(model.state, args)
    return {
      nrows: countOf(state),
      columnNames: namesOf(state),
      itemsize: leavesOf(state.columns).reduce((sum, { size }) => sum + size, 0),
    }
  },
  real: (real, args) => {
    const { nrows, columnNames, itemsize } = handleOf(real, args) as Table
    return { nrows, columnNames, itemsize }
  },
})

const close = define({
  name: 'close',
  weight: 1,
  generate: (dice, { state }) => someTarget(dice, state),
  model: (model, args: Target) => {
    stateAt(model.state, args)
  },
  real: (real, args) => {
    real.closeHandle(handleOf(real, args).path, args.handle)
  },
})

const flushNode = define({
  name: 'flushNode',
  weight: 0.5,
  generate: (dice, { state }) => someTarget(dice, state),
  model: (model, args: Target) => {
    stateAt(model.state, args)
  },
  real: (real, args) => handleOf(real, args).flush(),
})

/** Looking at tables in every form. */
export const readOperations = [read, column, records, where, facts, close, flushNode]
