import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const chaos = fileURLToPath(new URL('./chaos.ts', import.meta.url))

test('what is killed at random instants and resumed leaves the file of an undisturbed experiment', () => {
  const args = ['--import', 'tsx', chaos, '--rounds', '3', '--seed', '7']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 240_000 })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  assert.match(stdout, /3 rounds with seed 7: all files are equal/)
})
