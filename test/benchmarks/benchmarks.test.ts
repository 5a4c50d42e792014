import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { median } from '../../benchmarks/measure.js'
import { line, rowsOf } from '../../benchmarks/report.js'
import { trials } from '../../benchmarks/trials.js'
import * as operations from '../../benchmarks/types/index.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'benchmarks/index.ts', ...args], { cwd: root, encoding: 'utf8' })

test('a smoke run measures us and the peers, without verdicts', () => {
  const { status, stdout, stderr } = bench('--quick', 'VLArray')
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^\| VLArray, row by row \| µs\/row \| [\d.]+ \| [\d.]+ \| PyTables \|$/m)
  assert.match(stdout, /^\| VLArray, row by row \| µs\/row \| [\d.]+ \| [\d.]+ \| h5py \|$/m)
})

test('a filter that fits nothing says what there is', () => {
  const { status, stderr } = bench('nothing like this')
  assert.equal(status, 1)
  assert.match(stderr, /^No trial has 'nothing like this' in its name. There are:\n {2}leaf stores$/m)
})

test('every trial has an operation, and names are unique', () => {
  assert.deepEqual(
    trials.filter(({ operation }) => !(operation in operations)),
    [],
  )
  assert.equal(new Set(trials.map(({ name }) => name)).size, trials.length)
})

test('ratios say how many times faster we are, in times and in rates', () => {
  const trial = { ...trials[0]!, unit: 'MB/s', targets: { PyTables: 3 } } as const
  const measured = (name: 'ours' | 'PyTables', seconds: number) => ({
    name,
    seconds,
    peakBytes: 2 ** 20,
    fileBytes: 2 ** 19,
  })
  const [row] = rowsOf(trial, 100, [measured('ours', 0.5), measured('PyTables', 2)])
  assert.deepEqual([row!.ours, row!.peer, row!.ratio], [200, 50, 4])
  assert.equal(line(row!, true), '| leaf stores | MB/s | 200 | 50 | PyTables | 4 ✓ | 3 | 1 / 1 | 0.5 / 0.5 |')
})

test('where CPU is told, it has a row of its own', () => {
  const trial = trials.find(({ operation }) => operation === 'workerRuns')!
  const rows = rowsOf(trial, 10, [
    { name: 'ours', seconds: 1, cpu: 0.001, peakBytes: 0, fileBytes: 0 },
    { name: 'one process', seconds: 2, cpu: 0.004, peakBytes: 0, fileBytes: 0 },
  ])
  assert.deepEqual(
    rows.map(({ trial, unit, ours, peer, ratio }) => [trial.includes('CPU'), unit, ours, peer, ratio]),
    [
      [false, 'runs/s', 10, 5, 2],
      [true, 'µs/run', 100, 400, 4],
    ],
  )
})

test('a peer that is not there says why', () => {
  const trial = trials.find(({ operation }) => operation === 'runStore')!
  const [row] = rowsOf(trial, 10, [
    { name: 'ours', seconds: 1, peakBytes: 0, fileBytes: 0 },
    { name: 'pypet', seconds: null, unavailable: 'PYPET_SRC is not set', peakBytes: 0, fileBytes: 0 },
  ])
  assert.deepEqual([row!.peer, row!.ratio], [null, null])
  assert.match(line(row!, false), /PYPET_SRC is not set \| pypet/)
})

test('medians', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
})
