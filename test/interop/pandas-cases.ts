import { type Column, Frame, frame, Index, type Label, MultiIndex, Series, series } from '../../lib/values/index.js'

/** One object as a value here and as the expression of pandas that makes its equal. */
export interface PandasCase {
  readonly name: string
  readonly value: Frame | Series
  readonly python: string
  readonly formats: readonly ('fixed' | 'table')[]
}

const both = ['fixed', 'table'] as const
const objects = (...values: Label[]): Column => ({ dtype: 'object', values })
const doubles = (...values: number[]): Column => ({ dtype: '<f8', values: Float64Array.from(values) })
const longs = (...values: bigint[]): Column => ({ dtype: '<i8', values: BigInt64Array.from(values) })
const levels = new MultiIndex(
  [objects('a', 'b') as never, longs(1n, 2n) as never],
  [Int8Array.of(0, 0, 1), Int8Array.of(0, 1, 0)],
  ['first', 'second'],
)
const hours = BigInt64Array.of(1590962400000000000n, 1590966000000000000n)
const minNs = -(2n ** 63n)

export const pandasCases: readonly PandasCase[] = [
  {
    name: 'mixed',
    value: frame({ f: [1, 0.5, Number.NaN], i: [1, -(2n ** 63n), 3], g: [4.5, -0, 6], b: [true, false, true] }),
    python: "pd.DataFrame({'f': [1, .5, nan], 'i': [1, -2**63, 3], 'g': [4.5, -0.0, 6], 'b': [True, False, True]})",
    formats: both,
  },
  {
    name: 'text',
    value: new Frame(
      new Index(objects('r1', 'é', ''), { name: 'rows' }),
      new Index(objects('s', 't'), { name: 'cols' }),
      [objects('a', 'é', ''), objects('x', 'y', '日本')],
    ),
    python:
      "pd.DataFrame({'s': ['a', 'é', ''], 't': ['x', 'y', '日本']}, index=pd.Index(['r1', 'é', ''], name='rows')).rename_axis(columns='cols')",
    formats: both,
  },
  {
    name: 'missing_text_fixed',
    value: frame({ s: ['a', null, 'nan'] }),
    python: "pd.DataFrame({'s': ['a', None, 'nan']})",
    formats: ['fixed'],
  },
  {
    name: 'missing_text_table',
    value: frame({ s: ['a', Number.NaN, 'ccc'] }),
    python: "pd.DataFrame({'s': ['a', nan, 'ccc']})",
    formats: ['table'],
  },
  {
    name: 'multiindex',
    value: new Frame(levels, new Index(objects('x')), [doubles(1, 2, 3)]),
    python:
      "pd.DataFrame({'x': [1., 2, 3]}, index=pd.MultiIndex.from_tuples([('a', 1), ('a', 2), ('b', 1)], names=['first', 'second']))",
    formats: both,
  },
  {
    name: 'multicolumns',
    value: new Frame(
      new Index(longs(0n)),
      new MultiIndex(
        [objects('A', 'B') as never, objects('u', 'v') as never],
        [Int8Array.of(0, 0, 1), Int8Array.of(0, 1, 0)],
      ),
      [doubles(1), doubles(2), doubles(3)],
    ),
    python: "pd.DataFrame([[1., 2., 3.]], columns=pd.MultiIndex.from_tuples([('A', 'u'), ('A', 'v'), ('B', 'u')]))",
    formats: both,
  },
  {
    name: 'integer_columns',
    value: new Frame(new Index(doubles(0.5, 1.5)), new Index(longs(0n, 5n)), [doubles(1, 2), longs(3n, 4n)]),
    python: 'pd.DataFrame({0: [1., 2.], 5: [3, 4]}, index=[.5, 1.5])',
    formats: both,
  },
  {
    name: 'times',
    value: new Frame(
      new Index({ dtype: 'datetime64[ns]', values: hours, tz: 'Europe/Berlin' }),
      new Index(objects('d', 'z', 't')),
      [
        { dtype: 'datetime64[ns]', values: BigInt64Array.of(0n, minNs) },
        { dtype: 'datetime64[ns]', values: BigInt64Array.of(1n, 2n), tz: 'Asia/Tokyo' },
        { dtype: 'timedelta64[ns]', values: BigInt64Array.of(1n, minNs) },
      ],
    ),
    python:
      "pd.DataFrame({'d': pd.to_datetime([0, None]), 'z': pd.to_datetime([1, 2]).tz_localize('UTC').tz_convert('Asia/Tokyo'), 't': pd.to_timedelta([1, None])}, index=pd.DatetimeIndex(['2020-06-01', '2020-06-01 01:00'], tz='Europe/Berlin'))",
    formats: both,
  },
  {
    name: 'freq',
    value: new Series(
      new Index(
        { dtype: 'datetime64[ns]', values: BigInt64Array.of(0n, 172800000000000n) },
        { freq: '2D', name: 'day' },
      ),
      doubles(1, 2),
    ),
    python: "pd.Series([1., 2.], index=pd.date_range('1970-01-01', periods=2, freq='2D', name='day'))",
    formats: both,
  },
  {
    name: 'small_dtypes',
    value: frame({ f: Float32Array.of(0.1, 1), i: Int8Array.of(-1, 1), u: Uint16Array.of(65535, 1) }),
    python:
      "pd.DataFrame({'f': np.array([.1, 1], 'f4'), 'i': np.array([-1, 1], 'i1'), 'u': np.array([65535, 1], 'u2')})",
    formats: both,
  },
  {
    name: 'empty',
    value: new Frame(new Index(longs()), new Index(objects('a', 's')), [doubles(), objects()]),
    python: "pd.DataFrame({'a': np.array([], 'f8'), 's': np.array([], object)}, index=np.array([], 'i8'))",
    formats: ['fixed'],
  },
  {
    name: 'categories',
    value: frame({
      c: { dtype: 'category', categories: objects('b', 'a') as never, codes: Int8Array.of(1, 0, -1), ordered: true },
      x: [1, 2, 3],
    }),
    python:
      "pd.DataFrame({'c': pd.Categorical(['a', 'b', None], categories=['b', 'a'], ordered=True), 'x': [1, 2, 3]})",
    formats: ['table'],
  },
  {
    name: 'series',
    value: series([1, Number.NaN], { name: 'the name' }),
    python: "pd.Series([1, nan], name='the name')",
    formats: both,
  },
  { name: 'unnamed', value: series([1, 2]), python: 'pd.Series([1, 2])', formats: both },
  {
    name: 'text_series',
    value: series(['x', 'é'], { index: ['a', 'b'], name: 's' }),
    python: "pd.Series(['x', 'é'], index=['a', 'b'], name='s')",
    formats: both,
  },
  {
    name: 'period',
    value: new Series(new Index(longs(600n, 601n), { freq: 'M', isPeriod: true }), longs(1n, 2n)),
    python: "pd.Series([1, 2], index=pd.period_range('2020-01', periods=2, freq='M'))",
    formats: both,
  },
  {
    name: 'mixed_objects',
    value: series(['a', null, 2.5, 3, true], { name: 'o' }),
    python: "pd.Series(['a', None, 2.5, 3, True], name='o')",
    formats: ['fixed'],
  },
]
