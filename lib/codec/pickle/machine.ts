import { CorruptError, LimitError } from '../../errors.js'
import { Reader } from './reader.js'
import { PyCall, PyDict, PyGlobal, PySet, type PyTree } from './tree.js'

/** Protection against pickles made to exhaust the process. */
export const limits = { opcodes: 10_000_000, memo: 4_000_000, depth: 100, integerBytes: 1024 } as const

/** The stack machine that a pickle is a program for. */
export class Machine {
  readonly reader: Reader
  readonly globals = new Set<string>()
  private readonly memo = new Map<number, PyTree>()
  private stack: PyTree[] = []
  private readonly marked: PyTree[][] = []

  constructor(bytes: Uint8Array) {
    this.reader = new Reader(bytes)
  }

  push(value: PyTree): void {
    this.stack.push(value)
  }

  pop(): PyTree {
    const value = this.stack.pop()
    if (value === undefined) throw new CorruptError('expected a value on the stack of a pickle, got none')
    return value
  }

  top(): PyTree {
    const value = this.stack.at(-1)
    if (value === undefined) throw new CorruptError('expected a value on the stack of a pickle, got none')
    return value
  }

  mark(): void {
    if (this.marked.length >= limits.depth)
      throw new LimitError(`expected at most ${limits.depth} nested marks in a pickle, got more`)
    this.marked.push(this.stack)
    this.stack = []
  }

  /** Everything since the last mark. */
  popMark(): PyTree[] {
    const items = this.stack
    const below = this.marked.pop()
    if (!below) throw new CorruptError('expected a mark on the stack of a pickle, got none')
    this.stack = below
    return items
  }

  /** Drops the top, be it a value or a mark. */
  drop(): void {
    if (this.stack.length > 0) this.stack.pop()
    else this.popMark()
  }

  get memoSize(): number {
    return this.memo.size
  }

  remember(index: number): void {
    if (this.memo.size >= limits.memo)
      throw new LimitError(`expected at most ${limits.memo} memo entries in a pickle, got more`)
    this.memo.set(index, this.top())
  }

  recall(index: number): void {
    const value = this.memo.get(index)
    if (value === undefined) throw new CorruptError(`expected memo entry ${index} in a pickle, got none`)
    this.push(value)
  }

  global(module: string, name: string): void {
    const full = `${module}.${name}`
    this.globals.add(full)
    this.push(new PyGlobal(full))
  }

  appendItems(items: readonly PyTree[]): void {
    const target = this.top()
    if (!(Array.isArray(target) || target instanceof PySet || target instanceof PyCall)) {
      throw new CorruptError('expected a list to append to in a pickle')
    }
    const list = Array.isArray(target) ? target : target.items
    for (const item of items) list.push(item)
  }

  setItems(items: readonly PyTree[]): void {
    const target = this.top()
    if (!(target instanceof PyDict || target instanceof PyCall))
      throw new CorruptError('expected a dict to fill in a pickle')
    if (items.length % 2 !== 0) throw new CorruptError('expected a value for each key in a pickle')
    for (let i = 0; i < items.length; i += 2) target.entries.push([items[i]!, items[i + 1]!])
  }

  /** BUILD sets the state of what the last call would have made; of anything else it would run code of its class. */
  build(): void {
    const state = this.pop()
    const target = this.top()
    if (!(target instanceof PyCall) || target.state !== undefined)
      throw new CorruptError('expected an object to set the state of')
    target.state = state
  }
}
