import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Result, type Trajectory } from '../../lib/index.js'
import { attributeIn, changeFile, listed, newFilenames, overviewRows, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()
const seed = Number(process.env.TRAJSTORE_SEED ?? 20261125)

const RUNS = 4
const full = (run: number, name = 'z') => `results.runs.run_${String(run).padStart(8, '0')}.${name}`
const commentOnDisk = (filename: string, fullName: string) =>
  attributeIn(filename, `t/${fullName.replaceAll('.', '/')}`, 'SRVC_INIT_COMMENT')
const holders = (filename: string, name = 'z') =>
  Array.from({ length: RUNS }, (_, run) => run).filter((run) => {
    try {
      return commentOnDisk(filename, full(run, name)) !== undefined
    } catch {
      return false
    }
  })

/** Stores the same result run by run in an order, each with its comment. */
async function inOrder(
  order: readonly number[],
  comment: (run: number) => string,
  options = {},
): Promise<[string, Trajectory]> {
  const filename = newFile()
  const traj = trajectoryIn(filename, options)
  traj.addParameter('p', 0)
  traj.explore({ p: Array.from({ length: RUNS }, (_, run) => run) })
  await traj.store()
  for (const run of order) {
    const leaf = traj.addNode(new Result(full(run), run, comment(run)))
    await traj.store([leaf])
  }
  return [filename, traj]
}

test('the lowest run keeps a comment, whatever the order of storing, and loading restores it everywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), async (order) => {
      const [filename] = await inOrder(order, () => 'same ä')
      assert.deepEqual(holders(filename), [Math.min(...order)])
      const back = await reload(filename)
      for (const run of order) assert.equal(back.get(full(run)).comment, 'same ä', `run ${run} of ${order}`)
      const rows = overviewRows(filename, 'results_summary')
      assert.deepEqual(
        rows?.map(({ location, name, comment }) => [location, name, comment]),
        [[full(Math.min(...order)).replace(/\.z$/, ''), 'z', 'same ä']],
      )
    }),
    { seed, numRuns: 12 },
  )
})

test('different comments are kept each, and results of other names keep their own', async () => {
  const [filename, traj] = await inOrder([2, 0, 1], (run) => `comment ${run % 2}`)
  assert.deepEqual(holders(filename), [0, 1])
  await traj.store([traj.addNode(new Result(full(0, 'other'), 1, 'comment 0'))])
  assert.equal(commentOnDisk(filename, full(0, 'other')), 'comment 0')
})

test('without purging every comment stands where it belongs', async () => {
  const [filename] = await inOrder([3, 1, 0], () => 'same', { purgeDuplicateComments: false })
  assert.deepEqual(holders(filename), [0, 1, 3])
  assert.equal(overviewRows(filename, 'results_summary')?.length, 1)
})

test('deleting the leaf that holds a comment passes it on to the lowest of the others', async () => {
  const [filename, traj] = await inOrder([0, 1, 2], () => 'same')
  await traj.deleteItems(full(0))
  assert.deepEqual(holders(filename), [1])
  assert.equal((await reload(filename)).get(full(2)).comment, 'same')
  await traj.deleteItems(['results.runs.run_00000001'], { recursive: true })
  assert.deepEqual(holders(filename), [2])
  await traj.deleteItems(full(2))
  assert.deepEqual(overviewRows(filename, 'results_summary'), [])
  await traj.store([traj.addNode(new Result(full(3), 3, 'same'))])
  assert.deepEqual(holders(filename), [3])
})

test('a comment is passed on across run sets', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  await traj.store()
  const names = [
    'results.run_set_00000.run_00000001.z',
    'results.run_set_00002.run_00002000.z',
    'results.run_set_00001.run_00001000.z',
  ]
  for (const name of names) await traj.store([traj.addNode(new Result(name, 1, 'same'))])
  await traj.deleteItems('results.run_set_00000', { recursive: true })
  assert.equal(commentOnDisk(filename, names[2] as string), 'same')
  assert.equal((await reload(filename)).get(names[1] as string).comment, 'same')
})

test('another comment by overwriting leaves the old one to those who share it', async () => {
  const [filename, traj] = await inOrder([0, 1, 2], () => 'same')
  const first = traj.get<Result>(full(0))
  first.comment = 'new'
  await traj.store([first], { storeData: 'overwrite' })
  assert.equal(commentOnDisk(filename, full(0)), 'new')
  assert.equal(commentOnDisk(filename, full(1)), 'same')
  const back = await reload(filename)
  assert.deepEqual(
    [0, 1, 2].map((run) => back.get(full(run)).comment),
    ['new', 'same', 'same'],
  )
  first.comment = 'same'
  await traj.store([first], { storeData: 'overwrite' })
  assert.deepEqual(holders(filename), [0])
  assert.equal((await reload(filename)).get(full(1)).comment, 'same')
  assert.equal(overviewRows(filename, 'results_summary')?.length, 1)
})

test('a comment is found though the summary points at a leaf that is gone, as in files of pypet', async () => {
  const [filename, traj] = await inOrder([0, 1], () => 'same')
  changeFile(filename, (file) => file.remove('t/results/runs/run_00000000'))
  assert.equal((await reload(filename)).get(full(1)).comment, 'same')
  await traj.store([traj.addNode(new Result(full(2), 2, 'same'))])
  assert.deepEqual(holders(filename), [2])
})

test('comments of parameters, config, groups and other leaves are never shared', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  for (const name of ['a', 'b']) {
    traj.addParameter(name, 1, 'same')
    traj.addConfig(name, 1, 'same')
    traj.addResultGroup(`g.${name}`, 'same')
    traj.addLeaf(`other.${name}`, 1, 'same')
  }
  await traj.store()
  for (const place of ['parameters', 'config', 'other']) {
    assert.deepEqual(
      ['a', 'b'].map((name) => commentOnDisk(filename, `${place}.${name}`)),
      ['same', 'same'],
    )
  }
  assert.equal(commentOnDisk(filename, 'results.g.b'), 'same')
})

test('many leaves with shared comments load at once, beyond the groups that are kept open', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename)
  traj.addParameter('p', 0)
  traj.explore({ p: [0, 1] })
  const NAMES = 600
  for (const run of [1, 0])
    for (let i = 0; i < NAMES; i++) traj.addNode(new Result(full(run, `r${i}`), i, `comment ${i}`))
  await traj.store()
  const back = await reload(filename)
  for (let i = 0; i < NAMES; i++) assert.equal(back.get(full(1, `r${i}`)).comment, `comment ${i}`)
  const group = (await reload(filename, { results: 'nothing' })).results
  await group.load({ loadData: 'skeleton' })
  assert.equal(group.get(`runs.run_1.r${NAMES - 1}`).comment, `comment ${NAMES - 1}`)
})

test('every leaf is listed once and truly, however it was stored, overwritten, expanded or deleted', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename, { largeOverviewTables: true })
  traj.addParameter('g.p', 1, 'parameter')
  traj.addResult('r', { a: 1 }, 'result')
  await traj.store()
  assert.deepEqual(listed(filename, 'parameters_overview'), ['parameters.g.p'])
  assert.deepEqual(overviewRows(filename, 'results_overview'), [
    { location: 'results', name: 'r', value: 'a=1', comment: 'result' },
  ])
  traj.get<Result>('r').set({ b: 2 })
  await traj.store('r')
  assert.equal(overviewRows(filename, 'results_overview')?.[0]?.value, 'a=1, b=2')
  traj.get<Result>('r').set({ a: 5 })
  await traj.store('r', { overwrite: ['a'] })
  assert.equal(overviewRows(filename, 'results_overview')?.[0]?.value, 'a=5, b=2')
  traj.explore({ p: [1, 2] })
  await traj.store('p', { storeData: 'overwrite' })
  await traj.expand({ p: [3] })
  const [row, ...others] = overviewRows(filename, 'explored_parameters_overview') ?? []
  assert.deepEqual([row?.name, row?.length, row?.range, others], ['p', 3, '1, 2, 3', []])
  await traj.deleteItems(['r', 'p'])
  for (const table of ['results_overview', 'parameters_overview', 'explored_parameters_overview', 'results_summary']) {
    assert.deepEqual(listed(filename, table), [], table)
  }
})

test('tables of leaves stop at 1000 rows and stay true', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename, { largeOverviewTables: true, complevel: 0 })
  for (let i = 0; i < 1010; i++) traj.addResult(`r${i}`, i)
  await traj.store()
  assert.equal(overviewRows(filename, 'results_overview')?.length, 1000)
  await traj.deleteItems(['r3', 'r999', 'r1005'])
  const names = listed(filename, 'results_overview')
  assert.equal(names.length, 998)
  assert.ok(!names.includes('results.r3') && !names.includes('results.r999') && names.includes('results.r998'))
})

test('texts that are too long end at a character', async () => {
  const filename = newFile()
  const traj = trajectoryIn(filename, { comment: '😀'.repeat(300), largeOverviewTables: true })
  traj.addParameter('p', '😀'.repeat(40), 'é'.repeat(600))
  traj.addResult('r', `a${'😀'.repeat(40)}`, '中'.repeat(300))
  await traj.store()
  const cells = ['info', 'parameters_overview', 'results_overview', 'results_summary'].flatMap((table) =>
    (overviewRows(filename, table) ?? []).flatMap((row) => Object.values(row)),
  )
  const texts = cells.filter((cell): cell is string => typeof cell === 'string')
  assert.ok(
    texts.every((text) => !text.includes('\ufffd')),
    texts.join(),
  )
  assert.equal((await reload(filename)).comment, '😀'.repeat(300))
})
