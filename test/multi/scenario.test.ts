import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const scenario = fileURLToPath(new URL('./scenario.ts', import.meta.url))

test('one experiment leaves equal files in all modes, and nothing else', () => {
  const args = ['--import', 'tsx', scenario, '--runs', '20', '--workers', '2']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 300_000 })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  assert.match(stdout, /7 cases: all files are equal/)
})
