import { npyFromArray } from '../codec/npy.js'
import { TrajstoreError } from '../errors.js'
import { type Entry, entries } from '../h5/check/entries.js'
import { type ArrayDataset, CArray, EArray, Group, HArray, Node, Table, VLArray } from '../h5/index.js'
import { dtypeInfo, NDArray, ndarray, Scalar } from '../values/index.js'
import type { Call } from './command.js'
import { columnData, tableData } from './table-data.js'
import { UsageError } from './usage-error.js'

/** The data of a dataset; of a group the data of everything below, nested as it is. */
export async function nodeData(call: Call, node: Node, column?: string): Promise<unknown> {
  if (node instanceof Group) return groupData(call, node)
  if (node instanceof Table) return column === undefined ? tableData(node) : columnData(node, column)
  if (column !== undefined) throw new UsageError(`'${node.path}' is no table: it has no column '${column}'`)
  if (node instanceof VLArray) return node.read()
  if (node instanceof HArray || node instanceof CArray || node instanceof EArray) return (node as ArrayDataset).read()
  return 'readSync' in node ? (node as Node & { readSync(): unknown }).readSync() : null
}

async function groupData(call: Call, group: Group): Promise<unknown> {
  const levels: Map<string, unknown>[] = [new Map()]
  let count = 0
  for (const entry of entries(group)) {
    const { name, depth, isRepeated } = entry
    const thing = entry.thing()
    call.progress.show('nodes', count++)
    const children = new Map<string, unknown>()
    const isGroup = thing instanceof Group && !isRepeated
    levels[depth - 1]!.set(name, isGroup ? children : await thingData(call, thing))
    levels[depth] = children
  }
  return levels[0]
}

/** What stands for one thing in a dump of many: damage is told, and the rest goes on. */
async function thingData(call: Call, thing: ReturnType<Entry['thing']>): Promise<unknown> {
  if (thing instanceof TrajstoreError) return { error: thing.message }
  if (!(thing instanceof Node)) return { link: thing.target }
  if (thing instanceof Group) return { repeated: thing.path }
  try {
    return await nodeData(call, thing)
  } catch (error) {
    if (error instanceof TrajstoreError) return { error: error.message }
    throw error
  }
}

/** An array as a file of numpy; `UsageError` for what is none. */
export function npyOf(data: unknown): Uint8Array {
  const array = arrayOf(data)
  if (array && dtypeInfo(array.dtype).kind !== 'text') return npyFromArray(array)
  throw new UsageError('--npy takes one array of numbers; choose a column or an item by --item, or use --csv')
}

function arrayOf(data: unknown): NDArray | undefined {
  if (data instanceof NDArray) return data
  if (data instanceof Scalar) return ndarray([data.value]).size === 1 ? ndarray(data.value) : undefined
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) return ndarray(data)
  return undefined
}
