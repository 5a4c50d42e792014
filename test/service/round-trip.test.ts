import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bytes,
  complex,
  float,
  int32,
  list,
  NodeLookupError,
  ndarray,
  objectTable,
  type Parameter,
  Result,
  SparseParameter,
  SparseResult,
  scalar,
  sparse,
  type Trajectory,
  toValue,
  tuple,
} from '../../lib/index.js'
import { CustomGroup, CustomResult } from '../fixtures/loaded.js'
import { inFile, newFilenames, pathsIn, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()
const seed = Number(process.env.TRAJSTORE_SEED ?? 20261125)

const csr = (value: number) =>
  sparse({
    format: 'csr',
    shape: [2, 3],
    data: ndarray(Float64Array.of(value)),
    indices: ndarray(Int32Array.of(1)),
    indptr: ndarray(Int32Array.of(0, 1, 1)),
  })

const values = {
  int: 5,
  big: 2 ** 40,
  bigger: 2n ** 62n,
  unsigned: 2n ** 64n - 1n,
  negative: -(2n ** 63n),
  float: 0.1,
  nan: Number.NaN,
  bool: true,
  text: 'aé中😀',
  empty: '',
  bytes: bytes(Uint8Array.of(0, 255, 0)),
  complex: complex(1, -2),
  narrow: int32(7),
  half: scalar('float32', 0.1),
  list: [1, 2, 3],
  texts: ['ä', 'bcd'],
  tuple: tuple([1.5, 2.5]),
  array: ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]),
  names: ndarray(['é', 'abc'], [2]),
}

test('values of all kinds come back with their types, from results and parameters', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addResult('all', values)
  for (const [name, value] of Object.entries(values)) traj.addParameter(`p.${name}`, value)
  await traj.store()
  const back = await reload(filename)
  const [before, after] = [traj.get<Result>('results.all'), back.get<Result>('results.all')]
  for (const name of Object.keys(values)) {
    assert.deepEqual(after.typed(name), before.typed(name), `item ${name}`)
    const path = `parameters.p.${name}`
    assert.deepEqual(back.get<Parameter>(path).typedDefault, traj.get<Parameter>(path).typedDefault, path)
  }
})

test('empty containers and empty leaves come back empty', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addResult('r', { list: [], tuple: tuple([]), dict: toValue({}), array: new Float64Array(0) })
  traj.addResult('none')
  traj.addParameter('nothing')
  await traj.store()
  const back = await reload(filename)
  const r = back.get<Result>('results.r')
  for (const name of ['list', 'tuple', 'dict', 'array'])
    assert.deepEqual(r.typed(name), traj.get<Result>('results.r').typed(name))
  assert.ok(back.get<Result>('results.none').isEmpty())
  const nothing = back.get<Parameter>('nothing')
  assert.deepEqual([nothing.isEmpty(), nothing.isLocked, nothing.stored], [true, false, true])
})

test('explored parameters come back explored, in order, and locked', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('z', 1)
  traj.addParameter('a', 'x')
  traj.explore({ z: [1, 2, 3], a: ['x', 'yy', 'ä'] })
  await traj.store()
  const back = await reload(filename)
  assert.deepEqual([...back.exploredParameters().keys()], ['parameters.z', 'parameters.a'])
  const a = back.get<Parameter>('a')
  assert.deepEqual([back.length, a.range, a.isLocked], [3, ['x', 'yy', 'ä'], true])
  back.setCurrentRun(2)
  assert.deepEqual([back.$.z, back.$.a], [3, 'ä'])
})

test('dotted items, wide tables and dicts come back', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  const wide = Object.fromEntries(Array.from({ length: 1025 }, (_, i) => [`column${i}`, i]))
  traj.addResult('r', {
    'a.b.c': 1,
    'a.b.d': [1, 2],
    'a.e': 'x',
    dict: toValue({ x: 1, y: [1, 2] }),
    wide: toValue(wide),
    table: objectTable([
      { a: 1, b: 'ä' },
      { a: 2, b: 'c' },
    ]),
  })
  await traj.store()
  assert.ok(pathsIn(filename, 't/results/r').includes('/t/results/r/a/b/c'))
  const back = await reload(filename)
  const [before, after] = [traj.get<Result>('results.r'), back.get<Result>('results.r')]
  assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort())
  assert.deepEqual(after.get('a.b.d'), [1, 2])
  assert.deepEqual(after.get('wide'), before.get('wide'))
  assert.deepEqual(after.typed('table'), before.typed('table'))
})

test('own classes of groups and leaves come back, unknown ones as plain nodes that are stored under their names', async () => {
  const filename = newFile()
  const classes = [CustomGroup, CustomResult]
  const traj = trajectoryIn(filename, { classes })
  traj.addResultGroup(CustomGroup as never, 'own', 'a group')
  traj.addResult(CustomResult, 'own.r', 1)
  await traj.store()
  const back = await reload(filename, { classes })
  assert.ok(back.get('results.own') instanceof CustomGroup && back.get('results.own.r') instanceof CustomResult)
  const warnings: string[] = []
  const listen = (warning: Error & { code?: string }) => {
    if (warning.code === 'TRAJSTORE_UNKNOWN_CLASS') warnings.push(warning.message)
  }
  process.on('warning', listen)
  const plain = await reload(filename)
  await new Promise(setImmediate)
  process.off('warning', listen)
  assert.match(warnings.join(), /no class 'CustomGroup'.*no class 'CustomResult'/)
  assert.equal(plain.get<Result>('results.own.r').get('r'), 1)
  plain.get<Result>('results.own.r').set({ more: 2 })
  plain.addResult('own.other', 3)
  await plain.store({ storeData: 'overwrite' })
  const again = await reload(filename, { classes })
  const own = again.get<Result>('results.own.r')
  assert.ok(own instanceof CustomResult && again.get('results.own') instanceof CustomGroup)
  assert.deepEqual(own.toDict(), { r: 1, more: 2 })
})

test('annotations of all kinds come back with numpy types, as pypet gives them', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.annotations.set({ author: 'ä', year: 2024, 'with.dot and blank': 1.5, flag: true, list: [1, 2], nothing: null })
  traj.addResult('r', 1).annotations.set('note')
  await traj.store()
  const back = await reload(filename)
  assert.deepEqual(back.annotations.toDict(), {
    author: 'ä',
    flag: true,
    list: [1, 2],
    nothing: null,
    'with.dot and blank': 1.5,
    year: 2024,
  })
  assert.equal(back.get('results.r').annotations.get(), 'note')
})

test('comments of 7000 characters and more are kept whole, and cut in tables only', async () => {
  const filename = newFile()
  const comment = 'é中😀'.repeat(2000)
  const traj = trajectoryIn(filename, { comment })
  traj.addParameter('p', 1, comment)
  traj.addResultGroup('g', comment)
  await traj.store()
  const back = await reload(filename)
  assert.deepEqual([back.comment, back.get('p').comment, back.get('g').comment], [comment, comment, comment])
})

test('nodes outside of the four branches come back', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addGroup('own.group')
  traj.addLeaf('own.group.r', 3)
  traj.addLeaf('top', 4)
  await traj.store()
  const back = await reload(filename)
  assert.deepEqual([back.value('own.group.r'), back.value('top')], [3, 4])
})

test('sparse matrices come back from parameters and results', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter(SparseParameter, 'p', csr(1))
  traj.explore({ p: [csr(1), csr(2), csr(1)] })
  traj.addResult(SparseResult, 'r', { m: csr(3), n: 1 })
  await traj.store()
  const back = await reload(filename)
  assert.deepEqual(back.get<SparseParameter>('p').typedAt(1), traj.get<SparseParameter>('p').typedAt(1))
  assert.deepEqual(back.get<SparseResult>('r').typed('m'), traj.get<SparseResult>('r').typed('m'))
})

test('any tree of leaves comes back as it was', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'run_3', 'x-y')
  const leaf = fc.record({
    path: fc.array(name, { minLength: 1, maxLength: 4 }),
    comment: fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0')),
    value: fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.string({ unit: 'grapheme' }), fc.array(fc.integer())),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(leaf, { maxLength: 12 }), async (leaves) => {
      const filename = newFile()
      const traj = trajectoryIn(filename)
      for (const { path, comment, value } of leaves)
        addUnlessTaken(traj, new Result(`results.${path.join('.')}`, value, comment))
      await traj.store()
      const back = await reload(filename)
      const show = (of: Trajectory) =>
        [...of.leaves()]
          .filter(({ branch }) => branch === 'results')
          .map((one) => [one.fullName, one.comment, [...(one as Result).entries()]])
          .sort()
      assert.deepEqual(show(back), show(traj))
      assert.ok(inFile(filename, (file) => file.has('t/overview/info')))
    }),
    { seed, numRuns: 25 },
  )
})

test('float and int stay apart', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addResult('r', { i: 1, f: float(1), l: list([float(1), float(2)]) })
  await traj.store()
  const back = (await reload(filename)).get<Result>('r')
  assert.deepEqual(
    ['i', 'f'].map((name) => (back.typed(name) as { type: string }).type),
    ['int', 'float'],
  )
  assert.equal((back.typed('l') as { itemType: string }).itemType, 'float')
})

function addUnlessTaken(traj: Trajectory, leaf: Result): void {
  try {
    traj.addNode(leaf)
  } catch (error) {
    if (!(error instanceof NodeLookupError)) throw error
  }
}

test('a range that was dropped, and another one in its place, come back as they are', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('x', 1)
  traj.addParameter('y', 5)
  traj.explore({ x: [1, 2, 3] })
  await traj.store()
  traj.shrink({ force: true })
  await traj.store()
  const shrunk = await reload(filename)
  const x = shrunk.get('x') as Parameter
  assert.deepEqual([shrunk.length, shrunk.isExplored, x.isExplored, x.length], [1, false, false, 1])
  shrunk.explore({ x: [4, 6] })
  await shrunk.store()
  const again = await reload(filename)
  assert.deepEqual([again.length, (again.get('x') as Parameter).range], [2, [4, 6]])
})
