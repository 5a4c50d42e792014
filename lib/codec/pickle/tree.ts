/**
 * What a Python pickle says, as data. Natives stand for themselves: null is None, a bigint an int, a number a float, a
 * Uint8Array bytes, an array a list. Calls are recorded, never made.
 */
export type PyTree =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | PyTree[]
  | PyTuple
  | PyDict
  | PySet
  | PyGlobal
  | PyCall

export class PyTuple {
  readonly items: readonly PyTree[]

  constructor(items: readonly PyTree[]) {
    this.items = items
  }
}

/** Entries in order; keys may be of any kind and even repeat. */
export class PyDict {
  readonly entries: [PyTree, PyTree][]

  constructor(entries: [PyTree, PyTree][] = []) {
    this.entries = entries
  }

  get(key: string | bigint): PyTree | undefined {
    return this.entries.findLast(([candidate]) => candidate === key)?.[1]
  }
}

export class PySet {
  readonly items: PyTree[]
  readonly isFrozen: boolean

  constructor(items: PyTree[], isFrozen = false) {
    this.items = items
    this.isFrozen = isFrozen
  }
}

/** A class or function by name. */
export class PyGlobal {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A call that unpickling in Python would make, with the state it would then set. */
export class PyCall {
  readonly callee: PyTree
  readonly args: PyTree
  state: PyTree | undefined
  /** Items and entries that would be added to the result. */
  readonly items: PyTree[] = []
  readonly entries: [PyTree, PyTree][] = []

  constructor(callee: PyTree, args: PyTree) {
    this.callee = callee
    this.args = args
  }

  /** The name of what is called; empty when that is itself the result of a call. */
  get name(): string {
    return this.callee instanceof PyGlobal ? this.callee.name : ''
  }

  get argList(): readonly PyTree[] {
    return this.args instanceof PyTuple ? this.args.items : []
  }
}

export const tupleOf = (...items: PyTree[]): PyTuple => new PyTuple(items)
export const dictOf = (...entries: [PyTree, PyTree][]): PyDict => new PyDict(entries)
