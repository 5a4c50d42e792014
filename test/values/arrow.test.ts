import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as arrow from 'apache-arrow'
import {
  complex,
  equalValues,
  Frame,
  frame,
  frameFromArrow,
  frameToArrow,
  Index,
  InvalidTypeError,
  loadTrajectory,
  MultiIndex,
  ndarray,
  Trajectory,
} from '../../lib/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()
const names = (...labels: string[]) => new Index({ dtype: 'object', values: labels })

const full = frame({
  i1: Int8Array.of(-1, 2, 3),
  u1: Uint8Array.of(1, 2, 255),
  i4: Int32Array.of(1, -2, 3),
  i8: BigInt64Array.of(1n, -(2n ** 62n), 3n),
  u8: BigUint64Array.of(1n, 2n ** 63n, 3n),
  f4: Float32Array.of(0.5, Number.NaN, 3),
  f8: Float64Array.of(0.1, Number.POSITIVE_INFINITY, -0),
  f2: ndarray([0.5, 1, 2], [3], 'float16'),
  b: [true, false, true],
  s: ['a', null, 'é'],
  time: { dtype: 'datetime64[ns]', values: BigInt64Array.of(1n, -(2n ** 63n), 10n ** 18n) },
  zoned: { dtype: 'datetime64[ns]', values: BigInt64Array.of(1n, 2n, 3n), tz: 'Europe/Berlin' },
  delta: { dtype: 'timedelta64[ns]', values: BigInt64Array.of(1n, 2n, -3n) },
  cat: {
    dtype: 'category',
    categories: { dtype: 'object', values: ['x', 'y', 'z'] },
    codes: Int32Array.of(2, -1, 0),
    ordered: true,
  },
})

suite('Arrow tables', () => {
  test('are made of frames and read as these again, nothing lost', async () => {
    const table = (await frameToArrow(full)) as unknown as arrow.Table
    assert.ok(table instanceof arrow.Table)
    assert.equal(table.numRows, 3)
    assert.deepEqual(
      table.schema.fields.map(({ name, type }) => `${name}: ${type}`),
      [
        'i1: Int8',
        'u1: Uint8',
        'i4: Int32',
        'i8: Int64',
        'u8: Uint64',
        'f4: Float32',
        'f8: Float64',
        'f2: Float16',
        'b: Bool',
        's: Utf8',
        'time: Timestamp<NANOSECOND>',
        'zoned: Timestamp<NANOSECOND, Europe/Berlin>',
        'delta: Duration<NANOSECOND>',
        'cat: Dictionary<Int32, Utf8>',
      ],
    )
    assert.deepEqual([...table.getChild('s')!], ['a', null, 'é'])
    assert.deepEqual([...table.getChild('cat')!], ['z', null, 'x'])
    assert.ok(equalValues(frameFromArrow(table), full))
  })

  test('survive Arrow files', async () => {
    const table = (await frameToArrow(full)) as unknown as arrow.Table
    const again = arrow.tableFromIPC(arrow.tableToIPC(table, 'file'))
    assert.ok(equalValues(frameFromArrow(again), full))
  })

  test('of other shapes of data', () => {
    const table = new arrow.Table({
      missing: arrow.vectorFromArray([1, null, 3], new arrow.Int32()),
      flags: arrow.vectorFromArray([true, null, false], new arrow.Bool()),
      floats: arrow.vectorFromArray([0.5, null, 1], new arrow.Float32()),
      halves: arrow.vectorFromArray([0.5, null, 1], new arrow.Float16()),
      seconds: arrow.vectorFromArray([0, null, 2000], new arrow.TimestampSecond()),
      days: arrow.vectorFromArray([new Date(0), null, new Date(86_400_000)], new arrow.DateDay()),
    })
    const { data } = frameFromArrow(table)
    assert.deepEqual(
      data.map(({ dtype }) => dtype),
      ['object', 'object', '<f4', '<f4', 'datetime64[ns]', 'datetime64[ns]'],
    )
    assert.deepEqual((data[0] as { values: unknown }).values, [1, null, 3])
    assert.deepEqual((data[2] as { values: unknown }).values, Float32Array.of(0.5, Number.NaN, 1))
    assert.deepEqual((data[4] as { values: unknown }).values, BigInt64Array.of(0n, -(2n ** 63n), 2_000_000_000n))
    assert.deepEqual((data[5] as { values: unknown }).values, BigInt64Array.of(0n, -(2n ** 63n), 86_400_000_000_000n))
  })

  test('of several batches', () => {
    const one = new arrow.Table({ x: arrow.makeVector(Int32Array.of(1, 2)) })
    const two = new arrow.Table({ x: arrow.makeVector(Int32Array.of(3)) })
    assert.deepEqual((frameFromArrow(one.concat(two)).data[0] as { values: unknown }).values, Int32Array.of(1, 2, 3))
  })

  test('have the index as a column unless it only numbers the rows', async () => {
    const labelled = new Frame(new Index({ dtype: 'object', values: ['a', 'b'] }, { name: 'who' }), names('x'), [
      { dtype: '<i4', values: Int32Array.of(1, 2) },
    ])
    const table = (await frameToArrow(labelled)) as unknown as arrow.Table
    assert.deepEqual(
      table.schema.fields.map(({ name }) => name),
      ['who', 'x'],
    )
  })

  test('refuse what they cannot hold', async () => {
    await assert.rejects(frameToArrow(frame({ c: ndarray([complex(1, 2)]) })), InvalidTypeError)
    await assert.rejects(frameToArrow(frame({ o: ['a', 1] })), InvalidTypeError)
    const levels = new MultiIndex([{ dtype: 'object', values: ['a'] }], [Int8Array.of(0)])
    await assert.rejects(frameToArrow(new Frame(levels, names(), [])), InvalidTypeError)
    const lists = arrow.vectorFromArray([[1], [2]], new arrow.List(new arrow.Field('item', new arrow.Int32())))
    assert.throws(() => frameFromArrow(new arrow.Table({ lists })), /cannot hold the Arrow column 'lists'/)
  })

  test('are stored as results and read by pandas', async () => {
    const filename = path('arrow.hdf5')
    const traj = new Trajectory('t', { filename })
    const table = new arrow.Table({
      x: arrow.makeVector(Float64Array.of(0.5, 1)),
      s: arrow.vectorFromArray(['a', 'b'], new arrow.Utf8()),
    })
    traj.addResult('table', table)
    await traj.store()
    const again = await loadTrajectory(filename, { results: 'data' })
    assert.ok(again.$.table instanceof Frame)
    const theirs = runPython(
      'import json, sys, pandas as pd\nf = pd.read_hdf(json.load(sys.stdin), "t/results/table/table")\njson.dump([list(f.x), list(f.s)], sys.stdout)',
      filename,
    )
    assert.deepEqual(theirs, [
      [0.5, 1],
      ['a', 'b'],
    ])
  })
})
