import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { python } from '../support/python.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every example, and what it must say. */
const examples: Readonly<Record<string, readonly RegExp[]>> = {
  'adaptive.mjs': [/^3 runs: it begins to fire between 0.5000 and 1.7000 nA$/m, /has 17 runs, all completed: true/],
  'collecting.mjs': [/^ {2}0.80 {3}[\d.]+$/m, /^Arrow: run, x, y, distance$/m],
  'hdf5.mjs': [/^EArray \/measurement\/trace <f4 \(10000, 4\)$/m, /^12.25 s: stimulus$/m],
  'links.mjs': [/^scores by run: 4, 8, 1, 5$/m, /^results.best.score = 8, which is results.runs.run_00000001$/m],
  'merging.mjs': [/^2 runs joined: run_00000003, run_00000004$/m, /^run_00000004: x = 5, square = 25$/m],
  'shared.mjs': [/^50 walks of 100 steps; 3 ended beyond 15:$/m, /^ {2}run_00000025 at 28$/m],
  'neuron/main.mjs': [
    /runs +204, all completed: true/,
    /^A file that pypet 0.7.0 wrote:$/m,
    / n = \[ 1, 2, 3, 4, 5 \]$/m,
  ],
}

/** Files that others import. */
const parts = ['neuron/plot.mjs', 'neuron/simulate.mjs', 'output.mjs', 'tree.mjs']

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${args.join(' ')} failed: ${stderr}`)
  return stdout
}

test('every example is run here', () => {
  const files = readdirSync(`${root}examples`, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.mjs'),
  )
  assert.deepEqual(files.sort(), [...Object.keys(examples), ...parts].sort())
})

for (const [file, expected] of Object.entries(examples)) {
  test(`examples/${file}`, () => {
    const printed = run(process.execPath, [`examples/${file}`])
    for (const pattern of expected) assert.match(printed, pattern)
  })
}

test('the neuron fires as theory says, and the lines that it prints can be run', () => {
  const printed = run(process.execPath, ['examples/neuron/main.mjs'])
  const deviation = Number(/Largest deviation from theory: ([\d.]+) Hz/.exec(printed)?.[1])
  assert.ok(deviation < 3, `expected less than 3 Hz, got ${deviation}`)
  const commands = [...printed.matchAll(/^ {2}((?:node|python3) .*)$/gm)].map(([, line]) => line!)
  assert.equal(commands.length, 2)
  const [node, theirs] = commands.map((line) => run('sh', ['-c', line.replace('python3', python)]))
  assert.match(node!, /<Trajectory neuron .*204 runs/)
  assert.match(theirs!, /^\[.*\d.*\]$/m)
})
