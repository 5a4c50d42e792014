import { InvalidValueError } from '../errors.js'
import { checkOptions } from '../options.js'
import { type FilterInfo, type NativeFilters, native } from './native.js'

/** Which filters the chunks of a dataset pass; the defaults are PyTables' (no compression). */
export interface Filters {
  /** 'zlib', 'lzo', 'bzip2', 'blosc' or 'blosc:<codec>' (see `compressors()`). */
  readonly complib: string
  /** 0 (none) to 9. */
  readonly complevel: number
  /** Byte shuffling before compression; on by default when there is compression. */
  readonly shuffle: boolean
  /** Bit shuffling, blosc only. */
  readonly bitshuffle: boolean
  /** Checksum of each chunk. */
  readonly fletcher32: boolean
}

export const noFilters: Filters = {
  complib: 'zlib',
  complevel: 0,
  shuffle: false,
  bitshuffle: false,
  fletcher32: false,
}

/** Names allowed as `complib` in this build, in the order of the codes in PyTables' FILTERS attribute. */
export const compressors = (): string[] => [...known()]

let found: readonly string[] | undefined

/** Asked for once, and not before there is need: it loads the library of lzo. */
function known(): readonly string[] {
  found ??= native.compressors()
  return found
}

/** Checks and completes what a user wrote; `InvalidValueError` for a level or library that does not exist. */
export function resolveFilters(filters: Partial<Filters> = {}): Filters {
  checkOptions(filters, ['complib', 'complevel', 'shuffle', 'bitshuffle', 'fletcher32'], 'filters')
  const complevel = filters.complevel ?? (filters.complib === undefined ? 0 : 5)
  if (!Number.isInteger(complevel) || complevel < 0 || complevel > 9) {
    throw new InvalidValueError(`complevel must be an integer from 0 to 9; got ${String(complevel)}`)
  }
  const complib = filters.complib ?? 'zlib'
  if (!known().includes(complib)) {
    throw new InvalidValueError(`complib must be one of ${known().join(', ')}; got '${String(complib)}'`)
  }
  const bitshuffle = filters.bitshuffle ?? false
  if (bitshuffle && !complib.startsWith('blosc')) {
    throw new InvalidValueError(`bitshuffle needs complib 'blosc' or one of its codecs; got '${complib}'`)
  }
  const compressed = complevel > 0
  return {
    complib,
    complevel,
    shuffle: compressed && !bitshuffle && (filters.shuffle ?? true),
    bitshuffle: compressed && bitshuffle,
    fletcher32: filters.fletcher32 ?? false,
  }
}

export const toNative = (filters: Filters): NativeFilters => filters

/** Whether anything is to be done to the chunks. */
export const isActive = (filters: Filters): boolean => filters.complevel > 0 || filters.fletcher32

const libraryCodes = [
  'none',
  'zlib',
  'lzo',
  'bzip2',
  'blosc',
  'blosc:blosclz',
  'blosc:lz4',
  'blosc:lz4hc',
  'blosc:snappy',
  'blosc:zlib',
  'blosc:zstd',
]
const SHUFFLE = 1
const FLETCHER32 = 2
const BITSHUFFLE = 8

/** PyTables' FILTERS attribute of groups: level, library and flags in the bytes of one integer. */
export function packFilters({ complib, complevel, shuffle, bitshuffle, fletcher32 }: Filters): number {
  const library = complevel > 0 ? Math.max(0, libraryCodes.indexOf(complib)) : 0
  const flags = (shuffle ? SHUFFLE : 0) | (fletcher32 ? FLETCHER32 : 0) | (bitshuffle ? BITSHUFFLE : 0)
  return complevel | (library << 8) | (flags << 16)
}

export function unpackFilters(packed: number): Filters {
  const complevel = packed & 0xff
  const flags = (packed >> 16) & 0xff
  return {
    // No library at all is what level 0 says already.
    complib: libraryCodes.slice(1)[((packed >> 8) & 0xff) - 1] ?? 'zlib',
    complevel,
    shuffle: (flags & SHUFFLE) !== 0,
    bitshuffle: (flags & BITSHUFFLE) !== 0,
    fletcher32: (flags & FLETCHER32) !== 0,
  }
}

const bloscCodecs = ['blosclz', 'lz4', 'lz4hc', 'snappy', 'zlib', 'zstd']

/** How each HDF5 filter of a dataset shows in `Filters`. */
const described: Record<number, (data: readonly number[]) => Partial<Filters>> = {
  1: ([level]) => ({ complib: 'zlib', complevel: level ?? 0 }),
  2: () => ({ shuffle: true }),
  3: () => ({ fletcher32: true }),
  305: ([level]) => ({ complib: 'lzo', complevel: level ?? 0 }),
  307: ([level]) => ({ complib: 'bzip2', complevel: level ?? 0 }),
  32001: ([, , , , level, shuffle, codec]) => ({
    complib: codec === undefined ? 'blosc' : `blosc:${bloscCodecs[codec] ?? codec}`,
    complevel: level ?? 0,
    shuffle: shuffle === 1,
    bitshuffle: shuffle === 2,
  }),
}

/** The filters that a dataset was written with. */
export function describeFilters(pipeline: readonly FilterInfo[]): Filters {
  return Object.assign({}, noFilters, ...pipeline.map(({ id, clientData }) => described[id]?.(clientData)))
}
