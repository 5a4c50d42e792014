import { InvalidTypeError } from '../errors.js'
import { describe } from '../options.js'
import { type Column, Frame, Index, isCategory, isObject, readElement, takeRows } from '../values/index.js'
import { SharedItem } from './shared-item.js'

export interface CreateFrameOptions {
  readonly data: Frame
  /** 'table' (which can be appended to) unless said otherwise. */
  readonly format?: 'fixed' | 'table'
  /** Whether it takes the place of a frame that is there. */
  readonly overwrite?: boolean
}

/** A row of a frame: cells by label, and `index`. */
export type FrameRow = Readonly<Record<string, unknown>>

/** A pandas frame in the file. */
export class SharedFrame extends SharedItem {
  constructor() {
    super('FRAME')
  }

  override twin(): SharedFrame {
    return new SharedFrame()
  }

  /** Makes the frame. `ExistsError` when it is there already and `overwrite` is not asked for. */
  async create(options: CreateFrameOptions): Promise<void> {
    if (!(options.data instanceof Frame)) {
      throw new InvalidTypeError(`A shared frame is made from a frame; got ${describe(options.data)}`)
    }
    await this.createWith(options)
  }

  /** The whole frame. */
  async read(): Promise<Frame> {
    return this.request('read')
  }

  /** The rows for which `holds` is true. */
  async select(holds: (row: FrameRow, position: number) => boolean): Promise<Frame> {
    const whole = await this.read()
    const cells = cellsOf(whole)
    const places = Array.from({ length: whole.shape[0] }, (_, place) => place)
    return takeRows(
      whole,
      places.filter((place) => holds(Object.fromEntries(cells.map(([label, at]) => [label, at(place)])), place)),
    )
  }

  /** Adds the rows of a frame with the same columns; only these are written. `InvalidTypeError` for fixed format. */
  async append(rows: Frame): Promise<void> {
    await this.request('append', { data: rows })
  }
}

type Cells = readonly [label: string, at: (place: number) => unknown]

function cellsOf({ index, columns, data }: Frame): Cells[] {
  const labels = columns instanceof Index ? cellsOfColumn(columns.data) : String
  const named = data.map((column, i): Cells => [String(labels(i)), cellsOfColumn(column)])
  return index instanceof Index ? [['index', cellsOfColumn(index.data)], ...named] : named
}

function cellsOfColumn(column: Column): (place: number) => unknown {
  if (isCategory(column)) {
    const categories = cellsOfColumn(column.categories)
    return (place) => (column.codes[place]! < 0 ? null : categories(column.codes[place]!))
  }
  if (isObject(column)) return (place) => column.values[place]
  if ('tz' in column || column.dtype.endsWith('64[ns]')) return (place) => column.values[place]
  return (place) => readElement({ data: column.values, dtype: column.dtype }, place)
}
