import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  DataNotInStorageError,
  ExistsError,
  Frame,
  frame,
  InvalidTypeError,
  InvalidValueError,
  NoSuchServiceError,
  ndarray,
  objectTable,
  Result,
  ServiceStateError,
  SharedArray,
  SharedCArray,
  SharedEArray,
  SharedFrame,
  type SharedItem,
  SharedResult,
  SharedTable,
  SharedVLArray,
  type Trajectory,
  tuple,
  UnknownOptionError,
} from '../../lib/index.js'
import { attributeIn, reload, trajectoryIn } from '../service/support.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()
let count = 0
const newFile = () => path(`shared${count++}.hdf5`)

const items = () => ({
  ar: new SharedArray(),
  ca: new SharedCArray(),
  ea: new SharedEArray(),
  vl: new SharedVLArray(),
  ta: new SharedTable(),
  fr: new SharedFrame(),
})

/** A stored trajectory with a result that has handles of all kinds. */
async function storedResult(filename = newFile()) {
  const traj = trajectoryIn(filename)
  await traj.store()
  const handles = items()
  const result = traj.addResult(SharedResult, 'live', { ...handles, ordinary: 5 })
  return { traj, filename, result, ...handles }
}

async function filled(filename = newFile()) {
  const stored = await storedResult(filename)
  await stored.ar.create({ data: [1, 2, 3] })
  await stored.ca.create({ data: ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]) })
  await stored.ea.create({ dtype: 'float32', shape: [0, 2] })
  await stored.vl.create({ dtype: 'int16' })
  await stored.ta.create({ columns: { id: 'int32', x: 'float64', name: '|S4' } })
  await stored.fr.create({ data: frame({ x: [0.5, 1.5], s: ['a', 'long'] }) })
  return stored
}

const plainOf = async (array: SharedArray | SharedCArray | SharedEArray) => (await array.read()).toArray()

suite('shared arrays', () => {
  test('are read, written and appended to in the file', async () => {
    const { ar, ca, ea } = await filled()
    assert.deepEqual(await plainOf(ar), [1n, 2n, 3n])
    await ar.write(7, { start: 1, stop: 3 })
    assert.deepEqual(await plainOf(ar), [1n, 7n, 7n])
    await ca.write([[9], [8]], { selection: [null, { start: 1, stop: 2 }] })
    assert.deepEqual(await plainOf(ca), [
      [1, 9, 3],
      [4, 8, 6],
    ])
    assert.deepEqual((await ca.read({ selection: [1, null] })).toArray(), [4, 8, 6])
    await ea.append([1, 2])
    await ea.append(Float32Array.of(3, 4, 5, 6))
    assert.equal(await ea.length(), 3)
    await ea.truncate(2)
    assert.deepEqual(await plainOf(ea), [
      [1, 2],
      [3, 4],
    ])
  })

  test('say what they look like', async () => {
    const { ca, ea } = await filled()
    const { sharedType, shape, dtype, chunkshape, filters } = await ca.describe()
    assert.deepEqual(
      [sharedType, shape, dtype, filters?.complib, filters?.complevel],
      ['CARRAY', [2, 3], '<f8', 'zlib', 9],
    )
    assert.notEqual(chunkshape, null)
    assert.deepEqual((await ea.describe()).shape, [0, 2])
  })

  test('take their own filters and chunks', async () => {
    const { ca } = await storedResult()
    await ca.create({ dtype: 'int32', shape: [4, 4], filters: { complib: 'lzo', complevel: 1 }, chunkshape: [2, 2] })
    const { filters, chunkshape } = await ca.describe()
    assert.deepEqual([filters?.complib, chunkshape], ['lzo', [2, 2]])
    assert.deepEqual((await ca.read({ start: 0, stop: 1 })).toArray(), [[0, 0, 0, 0]])
  })

  test('of rows of differing length', async () => {
    const { vl } = await filled()
    await vl.append([1, 2, 3])
    await vl.append([])
    await vl.append(Int16Array.of(4))
    assert.deepEqual(
      (await vl.read()).map((row) => row.toArray()),
      [[1, 2, 3], [], [4]],
    )
    assert.deepEqual(
      (await vl.read({ start: -1 })).map((row) => row.toArray()),
      [[4]],
    )
  })

  test('are made from lists and tuples, which they were when they become ordinary again', async () => {
    const { result, ar, vl } = await storedResult()
    await ar.create({ data: tuple([1, 2]) })
    await vl.create({ data: [Int32Array.of(1, 2), Int32Array.of(3)] })
    await result.makeOrdinary('ar')
    assert.deepEqual(result.get('ar'), [1, 2])
    assert.ok(Object.isFrozen(result.get('ar')))
    assert.equal(await vl.length(), 2)
  })
})

suite('a shared table', () => {
  test('is appended to, changed, searched and shortened', async () => {
    const { ta } = await filled()
    await ta.append([
      { id: 1, x: 0.5, name: 'a' },
      { id: 2, x: 1.5, name: 'b' },
    ])
    await ta.append({ id: [3, 4], x: [2.5, 3.5], name: ['c', 'd'] })
    assert.equal(await ta.length(), 4)
    const found = await ta.where('(x > 1) & (name != "c")')
    assert.deepEqual(
      [Array.from(found.id as Int32Array), found.name],
      [
        [2, 4],
        ['b', 'd'],
      ],
    )
    assert.deepEqual(await ta.whereRows('id >= low', { variables: { low: 3 } }), [2, 3])
    assert.deepEqual(await ta.whereRows(({ name }, row) => (name as string[])[row] === 'a'), [0])
    await ta.write([{ x: 9 }], { start: 1, columns: ['x'] })
    await ta.removeRows(0)
    const { x } = await ta.read({ columns: ['x'] })
    assert.deepEqual(Array.from(x as Float64Array), [9, 2.5, 3.5])
    await ta.removeRows(-1)
    assert.deepEqual(Array.from((await ta.read({ columns: ['x'] })).x as Float64Array), [9, 2.5])
    await ta.truncate(1)
    assert.equal(await ta.length(), 1)
  })

  test('gets its columns from its first rows', async () => {
    const { ta } = await storedResult()
    await ta.create({ rows: [{ n: 1, f: 0.5, s: 'é', v: [1, 2], b: true }] })
    assert.deepEqual(await ta.rowType(), {
      fields: [
        ['n', '<i8'],
        ['f', '<f8'],
        ['s', '|S2'],
        ['v', { base: '<i8', shape: [2] }],
        ['b', '|b1'],
      ],
    })
  })

  test('comes in batches', async () => {
    const { ta } = await filled()
    await ta.append({
      id: Int32Array.from({ length: 25 }, (_, i) => i),
      x: new Float64Array(25),
      name: Array(25).fill(''),
    })
    const sizes: number[][] = []
    for await (const { id } of ta.batches({ batch: 10, columns: ['id'], start: 2, step: 2 }))
      sizes.push(Array.from(id as Int32Array))
    assert.deepEqual(sizes.flat(), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24])
    assert.deepEqual(
      sizes.map(({ length }) => length),
      [10, 2],
    )
  })

  test('adds all rows or none', async () => {
    const { ta } = await filled()
    await assert.rejects(
      ta.append([
        { id: 1, x: 1, name: 'a' },
        { id: 2, x: 1, name: 'too long' },
      ]),
      InvalidValueError,
    )
    await assert.rejects(ta.append([{ id: 1 }] as never), InvalidValueError)
    assert.equal(await ta.length(), 0)
  })
})

suite('a shared frame', () => {
  test('is read, searched and appended to, and pandas agrees', async () => {
    const { fr, filename } = await filled()
    await fr.append(frame({ x: [2.5], s: ['b'] }))
    assert.deepEqual((await fr.read()).shape, [3, 2])
    const found = await fr.select(({ x, s }) => (x as number) > 1 && s !== 'b')
    assert.deepEqual(found.shape, [1, 2])
    const theirs = runPython(
      "import json, sys, pandas as pd\nf = pd.read_hdf(json.load(sys.stdin), 't/results/live/fr')\njson.dump([list(f.x), list(f.s), str(f.dtypes.x)], sys.stdout)",
      filename,
    )
    assert.deepEqual(theirs, [[0.5, 1.5, 2.5], ['a', 'long', 'b'], 'float64'])
  })

  test('takes the place of another when asked to', async () => {
    const { fr } = await filled()
    await assert.rejects(fr.create({ data: frame({ y: [1] }) }), ExistsError)
    await fr.create({ data: frame({ y: [1] }), overwrite: true, format: 'fixed' })
    assert.deepEqual((await fr.read()).shape, [1, 1])
    assert.equal(await fr.length(), 1)
    await assert.rejects(fr.append(frame({ y: [1] })), /fixed format, which cannot grow/)
  })

  test('refuses other columns and longer texts, and stays', async () => {
    const { fr } = await filled()
    await assert.rejects(fr.append(frame({ x: [1] })), InvalidValueError)
    await assert.rejects(fr.append(frame({ x: [1n], s: ['a'] })), InvalidValueError)
    await assert.rejects(fr.append(frame({ x: [1], s: ['longer than long'] })), InvalidValueError)
    await assert.rejects(fr.append([1] as never), InvalidTypeError)
    assert.equal(await fr.length(), 2)
  })
})

suite('shared results', () => {
  test('are loaded as handles that go on where others left off', async () => {
    const { filename, ea } = await filled()
    await ea.append([1, 2])
    const traj = await reload(filename)
    const result = traj.get<SharedResult>('results.live')
    assert.ok(result instanceof SharedResult)
    assert.equal(result.get('ordinary'), 5)
    const again = result.get('ea') as SharedEArray
    assert.ok(again instanceof SharedEArray)
    await again.append([3, 4])
    assert.equal(await ea.length(), 2)
    for (const [name, handle] of Object.entries(items()))
      assert.equal(result.get(name)?.constructor, handle.constructor)
  })

  test('storing them again, also with overwrite, leaves shared data alone', async () => {
    const { traj, result, ea, filename } = await filled()
    await ea.append([1, 2])
    result.setItem('ordinary', 6)
    await traj.store(result, { storeData: 'overwrite' })
    assert.equal(await ea.length(), 1)
    assert.equal((await reload(filename)).get<SharedResult>('live').get('ordinary'), 6)
  })

  test('keep their handles when loaded again', async () => {
    const { traj, result, ea } = await filled()
    await traj.load('live', { loadData: 'overwrite' })
    assert.equal(result.get('ea'), ea)
  })

  test('turn ordinary items into shared data and back', async () => {
    const filename = newFile()
    const traj = trajectoryIn(filename)
    const result = traj.addResult(SharedResult, 'live', {
      list: [1, 2],
      array: Float64Array.of(1, 2, 3),
      table: objectTable({ a: [1, 2] }),
      data: frame({ x: [1, 2] }),
      number: 5,
    })
    await traj.store()
    const kinds = { list: SharedArray, array: SharedCArray, table: SharedTable, data: SharedFrame, number: SharedArray }
    for (const [item, Class] of Object.entries(kinds)) {
      assert.ok((await result.makeShared(item)) instanceof Class, item)
      assert.ok(result.get(item) instanceof Class)
    }
    await (result.get('array') as SharedCArray).write(9, { start: 0, stop: 1 })
    await assert.rejects(result.makeShared('array'), /is shared already/)
    for (const item of Object.keys(kinds)) await result.makeOrdinary(item)
    assert.deepEqual(result.get('list'), [1, 2])
    assert.deepEqual(result.get('array'), Float64Array.of(9, 2, 3))
    assert.ok(result.get('data') instanceof Frame)
    assert.equal(result.get('number'), 5)
    assert.equal(attributeIn(filename, 't/results/live/array', 'SRVC_SHARED_TYPE'), undefined)
    assert.equal(attributeIn(filename, 't/results/live/array', 'SRVC_STORE'), 'CARRAY')
  })

  test('are copied with handles of their own', async () => {
    const { traj, ea } = await filled()
    const copy = traj.copy()
    const handle = copy.get<SharedResult>('live').get('ea') as SharedEArray
    assert.notEqual(handle, ea)
    await handle.append([1, 2])
    assert.equal(await ea.length(), 1)
  })

  test('are merged with the rest', async () => {
    const filename = newFile()
    const make = async (name: string) => {
      const traj = trajectoryIn(filename, {}, name)
      traj.addParameter('x', 1)
      await traj.explore({ x: [1, 2].map((x) => (name === 'a' ? x : x + 2)) })
      await traj.store()
      traj.setCurrentRun(1)
      const ea = new SharedEArray()
      traj.addResult(SharedResult, 'runs.$.live', { ea })
      await ea.create({ data: [1, 2] })
      traj.restoreDefault()
      return traj
    }
    const [a, b] = [await make('a'), await make('b')]
    await a.merge(b, { backup: false })
    await a.loadSkeleton()
    await a.loadItems('results.runs.run_00000003.live')
    const merged = a.get<SharedResult>('results.runs.run_00000003.live').get('ea') as SharedEArray
    await merged.append([5])
    assert.deepEqual(await plainOf(merged), [1n, 2n, 5n])
  })
})

suite('shared data that are not ready', () => {
  const refused: Record<
    string,
    [
      (given: {
        traj: Trajectory
        result: SharedResult
        ea: SharedEArray
        ta: SharedTable
        ar: SharedArray
        fr: SharedFrame
      }) => unknown,
      new (...args: never[]) => Error,
      RegExp,
    ]
  > = {
    'no place': [() => new SharedArray().read(), InvalidTypeError, /once they are an item of a SharedResult/],
    'no tree': [() => lonely().read(), InvalidTypeError, /belongs to no tree/],
    'no data yet': [({ ea }) => ea.read(), DataNotInStorageError, /has no item 'ea' in the file/],
    'made twice': [({ ar }) => ar.create({ data: [1] }), ExistsError, /in the file already/],
    'made of nothing': [({ ea }) => ea.create({}), InvalidTypeError, /need data or a dtype/],
    'a frame made of nothing': [({ fr }) => fr.create({} as never), InvalidTypeError, /made from a frame/],
    'an unknown option': [({ ea }) => ea.create({ dtype: 'int8', size: 5 } as never), UnknownOptionError, /size/],
    'an array that cannot grow': [
      ({ traj, result }) => access(traj, result, 'ar', 'append', { data: 1 }),
      InvalidTypeError,
      /which cannot grow/,
    ],
    'an array that is searched': [
      ({ traj, result }) => access(traj, result, 'ar', 'where', { condition: 'x > 1' }),
      InvalidTypeError,
      /cannot be searched/,
    ],
    'an ordinary item': [
      ({ traj, result }) => access(traj, result, 'ordinary', 'read'),
      InvalidTypeError,
      /ordinary item/,
    ],
    'an unknown request': [
      ({ traj, result }) => access(traj, result, 'ar', 'raed'),
      NoSuchServiceError,
      /did you mean read/,
    ],
    'a request from a prototype': [
      ({ traj, result }) => access(traj, result, 'ar', 'constructor'),
      NoSuchServiceError,
      /ACCESS_DATA knows the requests/,
    ],
    'a path out of the leaf': [
      ({ traj, result }) => access(traj, result, '../x', 'read'),
      InvalidValueError,
      /name of an item/,
    ],
    'data of another leaf': [
      ({ traj, ar }) => traj.addResult(SharedResult, 'other', { ar }),
      InvalidTypeError,
      /already/,
    ],
    'a plain result': [
      ({ traj }) => traj.addResult(Result, 'plain', { x: new SharedArray() }),
      InvalidTypeError,
      /holds scalars.* but 'x' is shared data/,
    ],
    'no open store to close': [({ traj }) => traj.closeStore(), ServiceStateError, /nothing to close/],
    'no open store to flush': [({ traj }) => traj.flushStore(), ServiceStateError, /nothing to flush/],
    'a dict made shared': [({ result }) => result.makeShared('dict'), InvalidTypeError, /is stored as 'DICT'/],
  }

  const access = (traj: Trajectory, result: SharedResult, item: string, request: string, options = {}) =>
    traj.service.store('ACCESS_DATA', result, { item, request, ...options })

  function lonely(): SharedArray {
    const array = new SharedArray()
    new SharedResult('alone', { array })
    return array
  }

  for (const [what, [act, error, says]] of Object.entries(refused)) {
    test(`${what} get a sentence`, async () => {
      const traj = trajectoryIn(newFile())
      await traj.store()
      const handles = items()
      const result = traj.addResult(SharedResult, 'live', { ...handles, ordinary: 5, dict: { a: 1 } })
      await handles.ar.create({ data: [1, 2] })
      await assert.rejects(
        async () => act({ traj, result, ...handles }),
        (thrown: Error) => {
          assert.match(thrown.message, says)
          return thrown instanceof error
        },
      )
      assert.deepEqual(await plainOf(handles.ar), [1n, 2n])
    })
  }

  test('a trajectory that was never stored', async () => {
    const traj = trajectoryIn(newFile())
    const ea = new SharedEArray()
    traj.addResult(SharedResult, 'live', { ea })
    await assert.rejects(ea.create({ dtype: 'int8' }), /never stored/)
  })
})

suite('an open store', () => {
  test('keeps the file open, nests, and closes it', async () => {
    const { traj, ea } = await filled()
    {
      await using _ = await traj.openStore()
      assert.ok(traj.service.isOpen)
      for (let i = 0; i < 100; i++) await ea.append([i, i])
      {
        await using _inner = await traj.openStore()
      }
      assert.ok(traj.service.isOpen)
      await traj.flushStore()
      assert.equal(await ea.length(), 100)
    }
    assert.ok(!traj.service.isOpen)
    await traj.openStore()
    await traj.closeStore()
    assert.equal(await ea.length(), 100)
  })

  test('closes when an error passes through', async () => {
    const { traj, ea } = await filled()
    await assert.rejects(async () => {
      await using _ = await traj.openStore()
      await ea.append([1, 2, 3])
    }, InvalidValueError)
    assert.ok(!traj.service.isOpen)
  })
})

const theirs = `
import json, sys, tables
with tables.open_file(json.load(sys.stdin)) as file:
    live = file.root.t.results.live
    kind = lambda name: [getattr(live, name)._v_attrs.SRVC_STORE, getattr(live, name)._v_attrs.SRVC_SHARED_TYPE, type(getattr(live, name)).__name__]
    json.dump({
        'kinds': {name: kind(name) for name in ('ar', 'ca', 'ea', 'vl', 'ta', 'fr')},
        'ea': live.ea[:].tolist(), 'vl': [row.tolist() for row in live.vl], 'ta': [list(map(str, row)) for row in live.ta[:].tolist()],
        'recall': [hasattr(live.ar._v_attrs, 'SRVC_DATA_COLL_TYPE'), hasattr(live.ea._v_attrs, 'SRVC_DATA_COLL_TYPE')],
    }, sys.stdout)
`

test('PyTables reads shared data as pypet writes them', async () => {
  const { filename, ea, vl, ta } = await filled()
  await ea.append([1, 2])
  await vl.append([1, 2])
  await ta.append([{ id: 1, x: 2, name: 'a' }])
  assert.deepEqual(runPython(theirs, filename), {
    kinds: {
      ar: ['SHARED_DATA_', 'ARRAY', 'Array'],
      ca: ['SHARED_DATA_', 'CARRAY', 'CArray'],
      ea: ['SHARED_DATA_', 'EARRAY', 'EArray'],
      vl: ['SHARED_DATA_', 'VLARRAY', 'VLArray'],
      ta: ['SHARED_DATA_', 'TABLE', 'Table'],
      fr: ['SHARED_DATA_', 'FRAME', 'Group'],
    },
    ea: [[1, 2]],
    vl: [[1, 2]],
    ta: [['1', '2.0', "b'a'"]],
    recall: [true, false],
  })
})

test('handles have a path once they have a place', async () => {
  const { ar } = await storedResult()
  assert.equal(ar.path, 'results.live.ar')
  assert.equal((new SharedArray() as SharedItem).path, null)
})
