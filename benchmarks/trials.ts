import type { Params } from './protocol.js'

/** A trial: one operation with its size, what it is compared with, and how many times faster it is meant to be. */
export interface Trial {
  readonly name: string
  readonly operation: string
  readonly params: Params
  /** Sizes of the smoke run. */
  readonly quick: Params
  /** How seconds become the figure that is shown. */
  readonly unit: Unit
  /** Of what `unit` counts, in one repetition. */
  readonly amount: (params: Params) => number
  readonly peers: readonly PeerName[]
  /** The ratio that is aimed at, by peer. */
  readonly targets: Partial<Record<PeerName, number>>
}

export type PeerName = 'PyTables' | 'h5py' | 'pypet'
export type Unit = 'µs/leaf' | 'µs/row' | 'µs/group' | 'µs/run' | 'MB/s' | 's'

const python: readonly PeerName[] = ['PyTables', 'h5py']

const counting = (key: string) => (params: Params) => params[key] as number

const rows = (
  name: string,
  operation: string,
  params: Params,
  targets: Trial['targets'],
  peers: readonly PeerName[] = python,
): Trial => ({
  name,
  operation,
  params,
  quick: { ...params, rows: 2000 },
  unit: 'µs/row',
  amount: counting('rows'),
  peers,
  targets,
})

const leaves = (name: string, operation: string, unit: Unit, targets: Trial['targets']): Trial => ({
  name,
  operation,
  params: { leaves: 3000 },
  quick: { leaves: 100 },
  unit,
  amount: counting('leaves'),
  peers: python,
  targets,
})

/** Filters, and which peers have them. */
const filters: readonly { readonly complib: string; readonly complevel: number; readonly megabytes: number }[] = [
  { complib: 'zlib', complevel: 0, megabytes: 128 },
  { complib: 'zlib', complevel: 1, megabytes: 64 },
  { complib: 'zlib', complevel: 5, megabytes: 32 },
  { complib: 'blosc', complevel: 5, megabytes: 128 },
  { complib: 'blosc:lz4', complevel: 5, megabytes: 128 },
  { complib: 'lzo', complevel: 1, megabytes: 128 },
]

const blocks = (what: 'write' | 'read', targetsOf: (complib: string) => Trial['targets']): Trial[] =>
  filters.map((params) => ({
    name: `block ${what}, ${params.complevel === 0 ? 'none' : `${params.complib} ${params.complevel}`}`,
    operation: what === 'write' ? 'blockWrite' : 'blockRead',
    params: { ...params },
    quick: { ...params, megabytes: 1 },
    unit: 'MB/s',
    amount: ({ megabytes }) => megabytes as number,
    peers: params.complib === 'zlib' ? python : ['PyTables'],
    targets: targetsOf(params.complib),
  }))

export const trials: readonly Trial[] = [
  leaves('leaf stores', 'leafStore', 'µs/leaf', { PyTables: 5, h5py: 6 }),
  leaves('attributes of groups', 'attributesRead', 'µs/group', { PyTables: 4, h5py: 3 }),
  rows('EArray, row by row', 'earrayAppend', { rows: 50_000 }, { PyTables: 5, h5py: 30 }),
  rows('Table, row by row', 'tableRows', { rows: 50_000 }, { PyTables: 1 }, ['PyTables']),
  rows('Table, blocks of 1000', 'tableBlocks', { rows: 1_000_000, blockRows: 1000 }, { PyTables: 1, h5py: 2 }),
  rows('VLArray, row by row', 'vlarrayAppend', { rows: 20_000 }, { PyTables: 20, h5py: 40 }),
  ...blocks('write', () => ({ PyTables: 1 })),
  ...blocks('read', () => ({ PyTables: 1 })),
]
