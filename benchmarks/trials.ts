import type { Params } from './protocol.js'

/** A trial: one operation with its size, what it is compared with, and how many times faster it is meant to be. */
export interface Trial {
  readonly name: string
  readonly operation: string
  readonly params: Params
  /** Sizes of the smoke run; null for one like others, which is left out there. */
  readonly quick: Params | null
  /** How seconds become the figure that is shown. */
  readonly unit: Unit
  /** Of what `unit` counts, in one repetition. */
  readonly amount: (params: Params) => number
  readonly peers: readonly PeerName[]
  /** Of large trials; 5 when left out. */
  readonly repetitions?: number
  /** 1 when left out; more where a program of some thousand steps is compiled while it runs. */
  readonly warmups?: number
  /** The ratio that is aimed at, by peer. */
  readonly targets: Partial<Record<PeerName, number>>
}

export type PeerName =
  | 'PyTables'
  | 'h5py'
  | 'h5wasm'
  | 'pypet'
  | 'libhdf5'
  | 'plain driver'
  | 'the first tenth'
  | 'one process'
export type Unit = 'µs/leaf' | 'µs/row' | 'µs/group' | 'µs/run' | 'runs/s' | 'MB/s' | 's'

const python: readonly PeerName[] = ['PyTables', 'h5py']
/** With what is in JavaScript, and what libhdf5 allows. */
const all: readonly PeerName[] = [...python, 'h5wasm', 'libhdf5']
const beyond = { h5wasm: 3, libhdf5: 0.7 }

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

const leaves = (
  name: string,
  operation: string,
  unit: Unit,
  targets: Trial['targets'],
  peers: readonly PeerName[] = all,
): Trial => ({
  name,
  operation,
  params: { leaves: 3000 },
  quick: { leaves: 100 },
  unit,
  amount: counting('leaves'),
  peers,
  targets: { ...beyond, ...targets },
})

/** Filters, and which peers have them. */
const filters: readonly { readonly complib: string; readonly complevel: number; readonly megabytes: number }[] = [
  { complib: 'zlib', complevel: 0, megabytes: 128 },
  { complib: 'zlib', complevel: 1, megabytes: 64 },
  { complib: 'zlib', complevel: 5, megabytes: 32 },
  { complib: 'zlib', complevel: 9, megabytes: 16 },
  { complib: 'blosc', complevel: 5, megabytes: 128 },
  { complib: 'blosc:lz4', complevel: 5, megabytes: 128 },
  { complib: 'lzo', complevel: 1, megabytes: 128 },
]

const blockTarget = (complib: string, complevel: number): number =>
  complevel === 0 ? 1 : complib === 'zlib' ? 2.2 : complib === 'lzo' ? 1.8 : 1.3

const blocks = (what: 'write' | 'read'): Trial[] =>
  filters.map((params) => ({
    name: `block ${what}, ${params.complevel === 0 ? 'none' : `${params.complib} ${params.complevel}`}`,
    operation: what === 'write' ? 'blockWrite' : 'blockRead',
    params: { ...params },
    quick: { ...params, megabytes: 1 },
    unit: 'MB/s',
    amount: ({ megabytes }) => megabytes as number,
    peers: params.complib === 'zlib' ? all : ['PyTables'],
    targets: { ...beyond, PyTables: blockTarget(params.complib, params.complevel) },
  }))

const contiguous = (what: 'write' | 'read'): Trial => ({
  name: `contiguous ${what}`,
  operation: what === 'write' ? 'contiguousWrite' : 'contiguousRead',
  params: { megabytes: 512 },
  quick: { megabytes: 1 },
  unit: 'MB/s',
  amount: counting('megabytes'),
  peers: ['PyTables', 'libhdf5'],
  targets: { PyTables: 1, libhdf5: 0.7 },
})

const runs = (
  name: string,
  operation: string,
  count: number,
  peers: readonly PeerName[],
  extra: Partial<Trial> = {},
): Trial => ({
  name,
  operation,
  params: { runs: count },
  quick: { runs: Math.min(count, 20) },
  unit: 'µs/run',
  amount: counting('runs'),
  peers,
  targets: {},
  ...extra,
})

/** What the journal costs in CPU, beside the same without one. */
const journal = (durability: 'process' | 'commit'): Trial[] => {
  const common = { peers: ['plain driver'] as const, repetitions: 3 }
  // What a commit on disk costs is up to the disk.
  const aim = (ratio: number): Trial['targets'] => (durability === 'process' ? { 'plain driver': ratio } : {})
  const commits = (name: string, batch: number, targets: Trial['targets']): Trial => ({
    ...common,
    name: `journal (${durability}): ${name}`,
    operation: 'commits',
    params: { leaves: 2000, batch, durability },
    quick: { leaves: 100, batch, durability },
    unit: 'µs/leaf',
    amount: counting('leaves'),
    targets,
  })
  return [
    commits('a commit per leaf', 1, aim(1 / 2)),
    commits('100 leaves a commit', 100, aim(1 / 1.2)),
    {
      ...common,
      name: `journal (${durability}): one large block`,
      operation: 'bulk',
      params: { megabytes: 500, durability },
      quick: { megabytes: 2, durability },
      unit: 'MB/s',
      amount: counting('megabytes'),
      targets: aim(1 / 1.1),
    },
  ]
}

const growing = [1e3, 1e4, 1e5].map(
  (count): Trial => ({
    ...journal('process')[0]!,
    name: `journal (process): a commit per leaf, ${count} leaves`,
    params: { leaves: count, batch: 1, durability: 'process' },
    repetitions: count > 1e4 ? 1 : 3,
    targets: {},
  }),
)

/** Whether the last of many leaves cost what the first did. */
const growth = (what: 'stored' | 'loaded'): Trial => ({
  name: `the last tenth of 10⁵ leaves, ${what}`,
  operation: what === 'stored' ? 'growthStore' : 'growthLoad',
  params: { leaves: 1e5, part: 'last' },
  quick: { leaves: 500, part: 'last' },
  unit: 'µs/leaf',
  amount: ({ leaves }) => (leaves as number) / 10,
  peers: ['the first tenth'],
  repetitions: 1,
  targets: { 'the first tenth': 1 / 1.5 },
})

/** Runs in workers, small and large, beside the same in one process. */
const workerTrials = (size: string, kilobytes: number, count: number): Trial[] =>
  (['queue', 'pipe', 'lock', 'netlock', 'netqueue', 'local', 'none'] as const).flatMap((wrapMode) =>
    // In mode 'none' nobody keeps workers apart.
    [1, 2, 4].slice(0, wrapMode === 'none' ? 1 : 3).map((workers): Trial => {
      const params = { runs: count, kilobytes, wrapMode, workers }
      return {
        name: `workers: ${size} runs, '${wrapMode}' × ${workers}`,
        operation: 'workerRuns',
        params,
        quick: workers === 1 && kilobytes === 0 ? { ...params, runs: 10 } : null,
        unit: 'runs/s',
        amount: ({ runs }) => (runs as number) - 1,
        peers: ['one process'],
        repetitions: 1,
        targets: {},
      }
    }),
  )

export const trials: readonly Trial[] = [
  leaves('leaf stores', 'leafStore', 'µs/leaf', { PyTables: 4, h5py: 6 }),
  leaves('attributes of groups', 'attributesRead', 'µs/group', { PyTables: 4, h5py: 3 }, [...python, 'h5wasm']),
  rows('EArray, row by row', 'earrayAppend', { rows: 100_000 }, { ...beyond, PyTables: 10, h5py: 30 }, all),
  rows('Table, row by row', 'tableRows', { rows: 200_000 }, { PyTables: 1 }, ['PyTables']),
  rows('Table, blocks of 1000', 'tableBlocks', { rows: 1_000_000, blockRows: 1000 }, { PyTables: 1.2, h5py: 2 }),
  rows('VLArray, row by row', 'vlarrayAppend', { rows: 30_000 }, { PyTables: 30, h5py: 40 }),
  ...blocks('write'),
  ...blocks('read'),
  contiguous('write'),
  contiguous('read'),
  runs('runs of 2 small results, stored one by one', 'runStore', 1000, ['pypet'], {
    targets: { pypet: 40 },
    repetitions: 3,
    warmups: 4,
  }),
  {
    ...leaves('results in one store', 'leavesStore', 'µs/leaf', { pypet: 20 }),
    params: { leaves: 2000 },
    repetitions: 3,
    peers: ['pypet'],
  },
  runs('loading everything of 1000 runs', 'loadAll', 1000, ['pypet'], { targets: { pypet: 8 }, repetitions: 3 }),
  runs('loading the skeleton of 1000 runs', 'loadSkeleton', 1000, ['pypet'], { targets: { pypet: 5 }, repetitions: 3 }),
  runs('meta data of 10⁶ runs, stored and loaded', 'metaData', 1e6, [], { repetitions: 1, unit: 's' }),
  ...journal('process'),
  ...journal('commit'),
  ...growing,
  growth('stored'),
  growth('loaded'),
  ...workerTrials('trivial', 0, 300),
  ...workerTrials('1 MB', 1024, 20),
  runs('scaling: 10³ runs', 'runStore', 1e3, [], { repetitions: 3 }),
  runs('scaling: 10⁴ runs', 'runStore', 1e4, [], { repetitions: 1 }),
  runs('scaling: 10⁵ runs', 'runStore', 1e5, [], { repetitions: 1 }),
]
