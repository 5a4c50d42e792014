import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { python } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const here = (name: string) => fileURLToPath(new URL(`./pypet-locks/${name}`, import.meta.url))
const pypet = process.env.PYPET_SRC

/** With the folder of pypet's source, and ZeroMQ for Python. */
const skip = pypet === undefined && 'PYPET_SRC is not set'

test("pypet's own tests of its network lock succeed with our servers", { skip }, () => {
  const server = [process.execPath, '--import', 'tsx', here('server.ts')]
  const { status, stderr } = spawnSync(python, [here('run.py'), ...server], {
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, PYTHONPATH: pypet, TMPDIR: inFolder('') },
  })
  assert.equal(status, 0, stderr)
  assert.match(stderr, /^Ran 6 tests/m)
})
