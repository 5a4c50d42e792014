import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const locks = fileURLToPath(new URL('./locks.ts', import.meta.url))

test('four processes are inside one at a time, also while their lock server is killed and started again', () => {
  const args = ['--import', 'tsx', locks, '--cycles', '400', '--kills', '1']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 240_000 })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  assert.match(stdout, /400 cycles by 4 processes .* one at a time/)
})
