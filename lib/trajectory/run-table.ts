import { inspect } from 'node:util'
import { InvalidValueError } from '../errors.js'
import type { RunInformation, RunTableView } from '../service/nodes.js'

/** What changes of a run. */
export type RunChange = Partial<Omit<RunInformation, 'idx' | 'name'>>

type TextColumn = 'time' | 'runtime' | 'parameterSummary' | 'shortEnvironmentHexsha'
type NumberColumn = 'timestamp' | 'finishTimestamp'

const TEXT_COLUMNS: readonly TextColumn[] = ['time', 'runtime', 'parameterSummary', 'shortEnvironmentHexsha']
const NUMBER_COLUMNS: readonly NumberColumn[] = ['timestamp', 'finishTimestamp']

const orNull = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)

/** All runs as columns: one that no run has reached costs 17 bytes a run. NaN stands for a time not yet known. */
export class RunTable implements RunTableView {
  readonly #nameOf: (index: number) => string
  #length = 0
  #texts: Record<TextColumn, Map<number, string>> = emptyTexts()
  #numbers: Record<NumberColumn, Float64Array<ArrayBuffer>> = emptyNumbers(0)
  #completed = new Uint8Array(0)
  #updated = new Set<number>()

  /** `nameOf` gives the name of the run at an index. */
  constructor(nameOf: (index: number) => string, length: number) {
    this.#nameOf = nameOf
    this.reset(length)
  }

  get length(): number {
    return this.#length
  }

  get(index: number): RunInformation {
    this.#check(index)
    const text = (column: TextColumn) => this.#texts[column].get(index) ?? null
    const number = (column: NumberColumn) => orNull(this.#numbers[column][index])
    return {
      idx: index,
      name: this.#nameOf(index),
      time: text('time'),
      timestamp: number('timestamp'),
      finishTimestamp: number('finishTimestamp'),
      runtime: text('runtime'),
      parameterSummary: text('parameterSummary'),
      shortEnvironmentHexsha: text('shortEnvironmentHexsha'),
      completed: this.isCompleted(index),
    }
  }

  isCompleted(index: number): boolean {
    this.#check(index)
    return this.#completed[index] === 1
  }

  get completedCount(): number {
    return this.#completed.reduce((count, completed) => count + completed, 0)
  }

  [inspect.custom](): string {
    return `RunTable of ${this.#length} runs, ${this.completedCount} completed`
  }

  #check(index: number): void {
    if (Number.isInteger(index) && index >= 0 && index < this.#length) return
    throw new InvalidValueError(`There are runs from 0 to ${this.#length - 1}, but run ${index} was asked for.`)
  }

  /** Changes some columns of a row, which the file then has to get. */
  set(index: number, change: RunChange): void {
    this.#check(index)
    this.#write(index, change)
    this.#updated.add(index)
  }

  #write(index: number, change: RunChange): void {
    for (const column of TEXT_COLUMNS) {
      const text = change[column]
      if (text === null) this.#texts[column].delete(index)
      else if (text !== undefined) this.#texts[column].set(index, text)
    }
    for (const column of NUMBER_COLUMNS) {
      const number = change[column]
      if (number !== undefined) this.#numbers[column][index] = number ?? Number.NaN
    }
    if (change.completed !== undefined) this.#completed[index] = change.completed ? 1 : 0
  }

  updated(): readonly number[] {
    return [...this.#updated].sort((a, b) => a - b)
  }

  markStored(indices: readonly number[]): void {
    for (const index of indices) this.#updated.delete(index)
  }

  load(rows: Iterable<RunChange>, length: number): void {
    const loaded = new RunTable(this.#nameOf, length)
    let index = 0
    for (const row of rows) loaded.#write(index++, row)
    this.#length = length
    this.#texts = loaded.#texts
    this.#numbers = loaded.#numbers
    this.#completed = loaded.#completed
    this.#updated = loaded.#updated
  }

  /** Takes over all rows of another table, and which of them the file lacks. */
  copyFrom(other: RunTable): void {
    this.#length = other.#length
    for (const column of TEXT_COLUMNS) this.#texts[column] = new Map(other.#texts[column])
    for (const column of NUMBER_COLUMNS) this.#numbers[column] = other.#numbers[column].slice()
    this.#completed = other.#completed.slice()
    this.#updated = new Set(other.#updated)
  }

  reset(length: number): void {
    this.#length = length
    this.#texts = emptyTexts()
    this.#numbers = emptyNumbers(length)
    this.#completed = new Uint8Array(length)
    this.#updated = new Set()
  }

  /** Makes the table longer, or shorter. */
  resize(length: number): void {
    const kept = Math.min(length, this.#length)
    const numbers = emptyNumbers(length)
    for (const column of NUMBER_COLUMNS) numbers[column].set(this.#numbers[column].subarray(0, kept))
    const completed = new Uint8Array(length)
    completed.set(this.#completed.subarray(0, kept))
    for (const column of TEXT_COLUMNS) this.#texts[column] = below(this.#texts[column], kept)
    this.#updated = new Set([...this.#updated].filter((index) => index < kept))
    this.#numbers = numbers
    this.#completed = completed
    this.#length = length
  }
}

const emptyTexts = (): Record<TextColumn, Map<number, string>> => ({
  time: new Map(),
  runtime: new Map(),
  parameterSummary: new Map(),
  shortEnvironmentHexsha: new Map(),
})

const emptyNumbers = (length: number): Record<NumberColumn, Float64Array<ArrayBuffer>> => ({
  timestamp: new Float64Array(length).fill(Number.NaN),
  finishTimestamp: new Float64Array(length).fill(Number.NaN),
})

const below = (column: ReadonlyMap<number, string>, limit: number): Map<number, string> =>
  new Map([...column].filter(([index]) => index < limit))
