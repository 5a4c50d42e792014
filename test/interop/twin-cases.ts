import { compressors, type Filters } from '../../lib/h5/index.js'

interface Common {
  readonly path: string
  readonly title?: string
  readonly filters?: Partial<Filters>
}

/** Nodes that both lib/h5 and PyTables (`twins.py`) write, with values that follow from the case. */
export type TwinCase =
  | (Common & { readonly kind: 'array' | 'carray' | 'earray'; readonly dtype: string; readonly shape: number[] })
  | (Common & { readonly kind: 'vlarray'; readonly dtype: string; readonly rows: number })
  | (Common & { readonly kind: 'table'; readonly columns: [string, string][]; readonly rows: number })

const dtypes = ['|b1', '|i1', '<i2', '<i4', '<i8', '|u1', '<u2', '<u4', '<u8', '<f2', '<f4', '<f8', '<f16']
const allTypes = [...dtypes, '<c8', '<c16', '|S5']
const nameOf = (dtype: string): string => dtype.slice(1)

const columns: [string, string][] = [
  ['count', '<i8'],
  ['flag', '|b1'],
  ['name', '|S8'],
  ['small', '<i2'],
  ['vector', '<f4'],
  ['x', '<f8'],
  ['z', '<c16'],
]

/** Each combination of filters that PyTables knows. */
const pipelines: Partial<Filters>[] = compressors().flatMap((complib) =>
  [false, true].flatMap((fletcher32) => [
    ...[false, true].map((shuffle) => ({ complib, complevel: 5, shuffle, fletcher32 })),
    ...(complib.startsWith('blosc') ? [{ complib, complevel: 5, shuffle: false, bitshuffle: true, fletcher32 }] : []),
  ]),
)
const checksumOnly: Partial<Filters> = { complib: 'zlib', complevel: 0, fletcher32: true }

/** Around the boundaries of PyTables' choice of chunk shapes. */
const shapes = [[1], [7], [70000], [3, 5], [200, 50, 3], [2, 9000], [2, 3, 40000], [1, 1, 1]]

export const twinCases: readonly TwinCase[] = [
  ...allTypes.flatMap((dtype): TwinCase[] => [
    { kind: 'array', path: `/types/array/${nameOf(dtype)}`, dtype, shape: [3, 4] },
    { kind: 'carray', path: `/types/carray/${nameOf(dtype)}`, dtype, shape: [3, 4] },
    { kind: 'earray', path: `/types/earray/${nameOf(dtype)}`, dtype, shape: [3, 4] },
  ]),
  ...dtypes.map((dtype): TwinCase => ({ kind: 'vlarray', path: `/types/vlarray/${nameOf(dtype)}`, dtype, rows: 9 })),
  { kind: 'array', path: '/empty', dtype: '<f8', shape: [0, 3] },
  { kind: 'table', path: '/table', columns, rows: 25, title: 'Rows' },
  { kind: 'table', path: '/tableEmpty', columns, rows: 0 },
  ...shapes.flatMap((shape): TwinCase[] => [
    { kind: 'carray', path: `/chunks/c${shape.join('x')}`, dtype: '<f8', shape },
    { kind: 'earray', path: `/chunks/e${shape.join('x')}`, dtype: '<i2', shape },
  ]),
  ...['A title', 'Größe', 'ends with a dot.'].map(
    (title, index): TwinCase => ({ kind: 'array', path: `/titles/array${index}`, dtype: '<f8', shape: [2], title }),
  ),
  { kind: 'carray', path: '/titles/carray', dtype: '<f8', shape: [2], title: 'A title' },
  { kind: 'earray', path: '/titles/earray', dtype: '<f8', shape: [2], title: 'A title' },
  ...[...pipelines, checksumOnly].flatMap((filters, index): TwinCase[] => [
    { kind: 'carray', path: `/filters/carray${index}`, dtype: '<f8', shape: [60, 20], filters },
    { kind: 'earray', path: `/filters/earray${index}`, dtype: '<i4', shape: [60, 20], filters },
    ...(filters.fletcher32
      ? []
      : [{ kind: 'vlarray', path: `/filters/vlarray${index}`, dtype: '<i4', rows: 40, filters } as const]),
    { kind: 'table', path: `/filters/table${index}`, columns, rows: 30, filters },
  ]),
]
