import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fillDisks } from './full-disks.js'
import { killWriters } from './kills.js'
import { inTemporaryFolder } from './options.js'
import { losePower } from './power-loss/crashes.js'
import { race } from './race/rounds.js'

// Small runs of `npm run crash`, `npm run powerloss`, `npm run diskfull` and `npm run race`.

test('writers killed at random instants lose nothing that was acknowledged', async () => {
  const { kills, broken } = await inTemporaryFolder((folder) => killWriters({ folder, kills: 6, seed: 3, lanes: 2 }))
  assert.deepEqual([kills, broken], [6, []])
})

for (const durability of ['commit', 'checkpoint'] as const) {
  test(`losses of power at '${durability}' break nothing`, async () => {
    const report = await inTemporaryFolder((folder) => losePower({ folder, crashes: 120, seed: 4, durability }))
    assert.deepEqual(report.broken, [])
    assert.ok(report.hot > 0)
  })
}

for (const skip of ['main', 'log']) {
  test(`losses of power are found when the fsyncs of ${skip} are left out`, () => {
    const program = fileURLToPath(new URL('power-loss.ts', import.meta.url))
    // In a process of its own: broken files can end it.
    const { status, signal } = spawnSync(
      process.execPath,
      ['--import', 'tsx', program, '--crashes', '60', '--skip', skip],
      { encoding: 'utf8' },
    )
    assert.ok(status !== 0, `expected damage, got ${signal ?? status}`)
  })
}

test('a full disk is an error that leaves what was committed, and work goes on', async () => {
  const { lines, broken } = await inTemporaryFolder(async (folder) =>
    fillDisks({ folder, seed: 5, megabytes: 3, durabilities: ['process'] }),
  )
  assert.deepEqual([lines.length, broken], [4, []], lines.join('\n'))
})

test('processes that store into one new file at once lose nothing and get no wrong error', async () => {
  const { rounds, lost, wrong } = await inTemporaryFolder((folder) => race({ folder, rounds: 3, seed: 6 }))
  assert.deepEqual([rounds, lost, wrong], [3, [], []])
})
