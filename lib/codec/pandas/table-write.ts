import { InvalidTypeError, InvalidValueError } from '../../errors.js'
import type { AttributeValue, DatasetPlan, GroupPlan } from '../../h5/plan.js'
import {
  type AnyIndex,
  type CategoryColumn,
  type Column,
  columnLength,
  dtypeInfo,
  type Frame,
  Index,
  isCategory,
  isObject,
  isTime,
  type Label,
  MultiIndex,
  type ObjectCell,
  type ObjectColumn,
  Series,
  type TextEncoding,
  takeColumn,
} from '../../values/index.js'
import { bytesOf, exactWidth, packTexts } from '../pack.js'
import { dictOf, type PyDict, type PyTree, tupleOf } from '../pickle/tree.js'
import { interleave, type PackedColumn } from '../table-columns.js'
import { blocksOf, dtypeName } from './blocks.js'
import { commonAttributes } from './common.js'
import { indexKind } from './fixed-index.js'
import { axisToTrees, cellToTree, pickleAttribute } from './labels.js'
import { freqToTree } from './offsets.js'

/** One column of the table: a block of columns of the frame, or a single one that has its own name. */
interface ValueColumn {
  readonly name: string
  readonly columns: readonly Column[]
  readonly labels: readonly PyTree[]
  /** Whether it is a column of its own, one cell wide. */
  readonly isOwn: boolean
}

/** What pandas needs to make the object of the table again. */
interface TableParts {
  readonly tableType: string
  readonly texts: TextEncoding
  readonly index: Index
  readonly values: readonly ValueColumn[]
  readonly axisLabels: readonly PyTree[]
  readonly axisInfo: PyTree
  readonly levels: AttributeValue
}

/** A frame in pandas' table format. */
export function encodeTableFrame(name: string, frame: Frame, texts: TextEncoding): GroupPlan {
  const labels = axisToTrees(frame.columns)
  const blocks = blocksOf(frame.data).map(
    ({ columns, places }, i): ValueColumn => ({
      name: `values_block_${i}`,
      columns,
      labels: places.map((place) => labels[place]!),
      isOwn: false,
    }),
  )
  const levels = levelsOf(frame.index, name)
  return encodeTable(name, 'frame', 'FRAME', {
    texts,
    tableType: levels ? 'appendable_multiframe' : 'appendable_frame',
    index: rowIndex(frame.index),
    values: [...blocks, ...(levels?.columns ?? [])],
    axisLabels: [...(levels?.names ?? []), ...labels],
    axisInfo: axisInfo(frame.columns),
    levels: levels ? pickleAttribute([...levels.names]) : 1,
  })
}

/** A series in pandas' table format: a frame whose one column has its own name. */
export function encodeTableSeries(name: string, series: Series, texts: TextEncoding): GroupPlan {
  const label = series.name ?? 'values'
  if (typeof label !== 'string')
    throw new InvalidTypeError(`expected text as the name of series '${name}' in pandas format 'table', got ${label}`)
  const levels = levelsOf(series.index, name)
  return encodeTable(name, 'series', 'SERIES', {
    texts,
    tableType: levels ? 'appendable_multiseries' : 'appendable_series',
    index: rowIndex(series.index),
    values: [{ name: label, columns: [series.data], labels: [label], isOwn: true }, ...(levels?.columns ?? [])],
    axisLabels: [...(levels?.names ?? []), label],
    axisInfo: axisInfo(null),
    levels: levels ? pickleAttribute([...levels.names]) : 1,
  })
}

/** The levels of the rows as columns of their own, the last one first; null where there are none. */
function levelsOf(index: AnyIndex, what: string): { names: string[]; columns: ValueColumn[] } | null {
  if (index instanceof Index) return null
  const names = index.names.map((label, i) => levelName(label, i, what))
  const columns = index.levels.map((level, i): ValueColumn => {
    const codes = Array.from(index.codes[i]!, Number)
    if (codes.includes(-1))
      throw new InvalidValueError(
        `expected no missing labels in the index of '${what}' in pandas format 'table', got one`,
      )
    return { name: names[i]!, columns: [takeColumn(level, codes)], labels: [names[i]!], isOwn: true }
  })
  return { names, columns: columns.reverse() }
}

function levelName(label: Label, i: number, what: string): string {
  if (label === null) return `level_${i}`
  if (typeof label === 'string') return label
  throw new InvalidTypeError(
    `expected text as names of index levels of '${what}' in pandas format 'table', got ${label}`,
  )
}

/** The rows of a frame with levels are numbered. */
function rowIndex(index: AnyIndex): Index {
  if (index instanceof Index) return index
  return new Index({ dtype: '<i8', values: BigInt64Array.from({ length: index.length }, (_, i) => BigInt(i)) })
}

function axisInfo(columns: AnyIndex | null): PyTree {
  if (columns instanceof MultiIndex) return dictOf(['names', columns.names.map(cellToTree)], ['type', 'MultiIndex'])
  const type = columns?.data.dtype === '<i8' ? 'Int64Index' : columns?.data.dtype === '<f8' ? 'Float64Index' : 'Index'
  return dictOf(['names', [cellToTree(columns?.name ?? null)]], ['type', type])
}

function encodeTable(name: string, type: 'frame' | 'series', flag: string, parts: TableParts): GroupPlan {
  const { values, texts } = parts
  checkNames(name, values)
  const nanRep = nanText(values)
  const names = values.map((value) => value.name)
  const own = values.filter(({ isOwn }) => isOwn).map((value) => value.name)
  const attributes: [string, AttributeValue][] = [
    ...commonAttributes(`${type}_table`, texts),
    ['table_type', parts.tableType],
    ['index_cols', pickleAttribute([tupleOf(0n, 'index')])],
    ['values_cols', pickleAttribute(names)],
    ['non_index_axes', pickleAttribute([tupleOf(1n, [...parts.axisLabels])])],
    ['data_columns', pickleAttribute(own)],
    ['nan_rep', nanRep],
    ['levels', parts.levels],
    ['info', pickleAttribute(infoOf(parts))],
    ['SRVC_STORE', flag],
  ]
  const categories = values.filter(
    ({ columns }) => isCategory(columns[0]!) && columnLength((columns[0] as CategoryColumn).categories) > 0,
  )
  const meta = categories.map((value) => categoryGroup(value.name, value.columns[0] as CategoryColumn, texts))
  const children = [...(meta.length > 0 ? [plainGroup('meta', meta)] : []), tableNode(name, parts, nanRep)]
  return { kind: 'group', name, attributes: new Map(attributes), children }
}

const plainGroup = (name: string, children: GroupPlan[]): GroupPlan => ({
  kind: 'group',
  name,
  attributes: new Map(),
  children,
})

/** The categories lie beside the table as a series of their own. */
function categoryGroup(name: string, { categories }: CategoryColumn, texts: TextEncoding): GroupPlan {
  const rows = Array.from({ length: columnLength(categories) }, (_, i) => BigInt(i))
  const series = encodeTableSeries(
    'meta',
    new Series(new Index({ dtype: '<i8', values: BigInt64Array.from(rows) }), categories),
    texts,
  )
  const attributes = new Map([...series.attributes].filter(([key]) => key !== 'SRVC_STORE'))
  return plainGroup(name, [{ ...series, attributes }])
}

function checkNames(what: string, values: readonly ValueColumn[]): void {
  const names = ['index', ...values.map(({ name }) => name)]
  for (const [i, name] of names.entries()) {
    if (name === '' || /[/\0]|^_[cfgivp]_/.test(name) || names.indexOf(name) !== i) {
      throw new InvalidValueError(
        `expected another name than '${name}' for a column of '${what}' in pandas format 'table'`,
      )
    }
  }
}

function infoOf({ index, values, axisInfo: axis }: TableParts): PyTree {
  const rows: [string, PyTree][] = []
  if (index.freq !== null && freqToTree(index.freq) !== null) rows.push(['freq', freqToTree(index.freq)])
  if (isTime(index.data) && index.data.tz !== undefined) rows.push(['tz', index.data.tz])
  if (index.name !== null) rows.push(['index_name', cellToTree(index.name)])
  const columns = values.map(({ name, columns: [column] }): [string, PyDict] => [name, columnInfo(column!)])
  return dictOf([1n, axis], ['index', dictOf(...rows)], ...columns)
}

function columnInfo(column: Column): PyDict {
  if (isCategory(column)) return dictOf(['ordered', column.ordered])
  return isTime(column) && column.tz !== undefined ? dictOf(['tz', column.tz]) : dictOf()
}

/** The text that stands for missing text: pandas' own unless some text is just that. */
function nanText(values: readonly ValueColumn[]): string {
  const texts = new Set(values.flatMap(({ columns }) => columns.filter(isObject).flatMap((column) => column.values)))
  let text = 'nan'
  while (texts.has(text)) text = `_${text}_`
  return text
}

function tableNode(what: string, { index, values, texts }: TableParts, nanRep: string): DatasetPlan {
  const kind = indexKind(index.data)
  if (kind === 'object') {
    throw new InvalidTypeError(
      `expected text, numbers or times as index of '${what}' in pandas format 'table', got mixed objects`,
    )
  }
  const cells = { nanRep, what, texts }
  const packed = [
    packValues('index', [index.data], true, cells),
    ...values.map((v) => packValues(v.name, v.columns, v.isOwn, cells)),
  ]
  const attributes: [string, AttributeValue][] = [
    ['index_kind', kind],
    ...values.flatMap(({ name, labels }, i): [string, AttributeValue][] => [
      [`${name}_kind`, pickleAttribute([...labels])],
      [`${name}_meta`, isCategory(values[i]!.columns[0]!) ? 'category' : pickleAttribute(null)],
      [`${name}_dtype`, storedDType(values[i]!.columns[0]!, packed[i + 1]!)],
    ]),
  ]
  const rows = index.length
  return {
    kind: 'dataset',
    name: 'table',
    layout: 'table',
    ...interleave(packed, rows),
    shape: [rows],
    attributes: new Map(attributes),
    expectedRows: Math.max(rows, 10_000),
  }
}

function storedDType(column: Column, { dtype }: PackedColumn): string {
  const base = typeof dtype === 'object' && 'base' in dtype ? (dtype.base as string) : (dtype as string)
  if (isObject(column)) return `bytes${8 * dtypeInfo(base).itemsize}`
  if (isTime(column)) return column.dtype.replace('[ns]', '')
  return isCategory(column) ? dtypeInfo(base).scalar! : dtypeName(column)
}

function packValues(name: string, columns: readonly Column[], isOwn: boolean, context: CellContext): PackedColumn {
  const cells = packCells(columns, context)
  const dtype = isOwn ? cells.dtype : { base: cells.dtype, shape: [columns.length] }
  return { name, dtype, data: cells.data, attributes: [] }
}

interface CellContext {
  /** The text that stands for missing text. */
  readonly nanRep: string
  readonly what: string
  readonly texts: TextEncoding
}

function packCells(
  columns: readonly Column[],
  { nanRep, what, texts }: CellContext,
): { dtype: string; data: Uint8Array } {
  const [first] = columns as [Column]
  const rows = columnLength(first)
  if (isObject(first)) {
    const cells = (columns as ObjectColumn[]).map(({ values }) => values.map((cell) => tableText(cell, nanRep, what)))
    return packTexts(
      Array.from({ length: rows }, (_, row) => cells.map((column) => column[row]!)).flat(),
      exactWidth,
      texts,
    )
  }
  const dtype = isCategory(first) ? codesDType(first.codes) : isTime(first) ? '<i8' : first.dtype
  const packed = columns.map((column) => ({
    name: '',
    dtype,
    data: bytesOf(isCategory(column) ? column.codes : (column.values as Int8Array)),
    attributes: [],
  }))
  return { dtype, data: interleave(packed, rows).data }
}

const codesDType = (codes: Int8Array | Int16Array | Int32Array): string =>
  ({ 1: '|i1', 2: '<i2', 4: '<i4' })[codes.BYTES_PER_ELEMENT]!

function tableText(cell: ObjectCell, nanRep: string, what: string): string {
  if (cell === null || Number.isNaN(cell)) return nanRep
  if (typeof cell === 'string' && !cell.endsWith('\0')) return cell
  throw new InvalidTypeError(
    `expected text without NUL at its end in the object columns of '${what}' in pandas format 'table', got ${typeof cell}`,
  )
}
