import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commands } from '../../lib/cli/commands.js'
import { File, ndarray } from '../../lib/h5/index.js'
import { Environment, type Trajectory } from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'
import { run } from './run.js'

const inFolder = temporaryFolder()

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')

test('docs/cli.md has a row for every command', () => {
  const documented = [...page.matchAll(/^\| `([a-z]+)[ `]/gm)].map(([, name]) => name)
  assert.deepEqual(
    documented,
    commands.map(({ name }) => name),
  )
})

test('docs/cli.md names every option', async () => {
  for (const { name, load } of commands) {
    const { options = {} } = (await load()).command
    for (const option of Object.keys(options).filter((one) => one !== 'all' && one !== 'node')) {
      assert.ok(page.includes(`--${option}`), `--${option} of ${name}`)
    }
  }
})

async function makeSweep(filename: string): Promise<void> {
  const env = new Environment({ trajectory: 'sweep', filename, comment: 'Squares' })
  env.traj.addParameter('x', 0, 'What is squared')
  env.traj.explore({ x: [1, 2, 3, 4] })
  await env.run((traj: Trajectory) => void traj.addResult('z', traj.$.x ** 2))
}

test('the commands that docs/cli.md shows work', async () => {
  for (const name of ['sweep.hdf5', 'a.hdf5', 'b.hdf5']) await makeSweep(inFolder(name))
  const other = File.open(inFolder('other.h5'), 'w')
  other.createTable('/table', { columns: { n: 'int32' } }).append([{ n: 1 }])
  other.createArray('/grid', ndarray([1, 2, 3, 4], [2, 2]))
  other.close()

  const shown = [...page.matchAll(/^trajstore (.*?)(?: +[#>].*)?$/gm)].map(([, line]) => line!)
  assert.ok(shown.length > 10)
  for (const line of shown) {
    const args = line.split(' ').map((word) => (/\.(h5|hdf5|csv)$/.test(word) ? inFolder(word) : word))
    const { code, stderr, bytes } = await run(args)
    // Two sweeps differ in their times.
    assert.deepEqual([code, stderr], [line.startsWith('diff') ? 1 : 0, ''], line)
    assert.ok(bytes.length > 0 || line.includes(' -o '), line)
  }
})
