import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { malformedFiles, pypetFixtures } from '../support/fixtures.js'
import { temporaryFolder } from '../support/temporary.js'
import { run } from './run.js'

const inFolder = temporaryFolder()
const good = join(pypetFixtures(), 'basic_env_5runs.hdf5')

const text = inFolder('text.h5')
writeFileSync(text, 'This is no HDF5 file.\n')
const truncated = inFolder('truncated.h5')
writeFileSync(truncated, readFileSync(good).subarray(0, 20_000))
const bad = { text, truncated, folder: inFolder('.'), missing: inFolder('missing.h5') }

/** Each command with a file, in the way that it takes one. */
const lines = (file: string): Record<string, string[]> => ({
  info: ['info', file],
  ls: ['ls', file],
  tree: ['tree', file],
  show: ['show', file, '/'],
  runs: ['runs', file],
  'dump --json': ['dump', file, '--json'],
  'dump --csv': ['dump', file, '/x', '--csv'],
  'dump --npy': ['dump', file, '/x', '--npy'],
  stat: ['stat', file],
  check: ['check', file],
  status: ['status', file],
  recover: ['recover', file],
  repack: ['repack', file],
  merge: ['merge', file, good],
  'merge, as other': ['merge', file, file],
  diff: ['diff', file, good],
  'diff, as other': ['diff', good, file],
})

for (const [what, file] of Object.entries(bad)) {
  describe(`a ${what} file`, () => {
    for (const [name, args] of Object.entries(lines(file))) {
      it(`${name}: one sentence, exit code 2`, async () => {
        for (const extra of [[], ['--json']]) {
          if (extra.length > 0 && name.startsWith('dump')) continue
          const { code, stdout, stderr } = await run([...args, ...extra])
          assert.equal(code, 2, stdout)
          assert.equal(stdout, '')
          assert.match(stderr, /^trajstore: [^\n]{10,}\n$/)
          assert.doesNotMatch(stderr, /\n {4}at /)
        }
      })
    }
  })
}

describe('damaged files', () => {
  it('give an answer or a sentence from every command', () => {
    const files = malformedFiles()
    const program = fileURLToPath(new URL('run-all.ts', import.meta.url))
    const child = spawnSync(process.execPath, ['--import', 'tsx', program, ...files], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, TRAJSTORE_SCRATCH: inFolder('.') },
    })
    assert.equal(child.signal ?? child.status, 0, child.stderr)
    const outcomes = child.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome)
    assert.equal(new Set(outcomes.map(({ file }) => file)).size, files.length)
    for (const { file, command, code, stderr } of outcomes) {
      const what = `${command} ${file}: ${stderr}`
      assert.ok(code === 2 ? /^trajstore: [^\n]+\n$/.test(stderr) : stderr === '' && (code === 0 || code === 1), what)
      assert.doesNotMatch(stderr, /\n {4}at /, what)
    }
    const checked = outcomes.filter(({ command, code }) => command === 'check' && code > 0)
    assert.ok(checked.length >= files.length / 2, `check finds damage in ${checked.length} of ${files.length}`)
  })
})

interface Outcome {
  readonly file: string
  readonly command: string
  readonly code: number
  readonly stderr: string
}
