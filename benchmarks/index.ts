/**
 * Compares us with PyTables, h5py and pypet, on this machine and in this session.
 *
 *   npm run bench [-- --quick] [-- words of a trial's name]
 *
 * A Markdown table goes to standard output; a run of all trials also writes it as data to benchmarks/results/latest.json.
 * `--quick` only shows that everything runs: small sizes, no verdicts, nothing written.
 */

import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, release } from 'node:os'
import { parseArgs } from 'node:util'
import { versions } from '../lib/h5/index.js'
import { measure, workFolder } from './measure.js'
import { header, line, type Row, rowsOf } from './report.js'
import { Sides } from './side.js'
import { trials } from './trials.js'

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const filter = positionals.join(' ')
const chosen = trials.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))
if (chosen.length === 0) {
  console.error(`No trial has '${filter}' in its name. There are:\n${trials.map(({ name }) => `  ${name}`).join('\n')}`)
  process.exit(1)
}

const { quick } = values
console.log(
  `node ${process.versions.node}, HDF5 ${versions().hdf5}, ${cpus()[0]?.model ?? arch()} × ${cpus().length}, ` +
    `${process.platform} ${release()}, files in ${workFolder}\n\n${header(!quick)}`,
)

const rows: Row[] = []
const sides = new Sides()
for (const trial of chosen) {
  const params = quick ? trial.quick : trial.params
  if (params === null) continue
  const { repetitions = 5, warmups = repetitions === 1 ? 0 : 1 } = trial
  const measured = await measure(
    trial,
    { params, repetitions: quick ? 1 : repetitions, warmups: quick ? 0 : warmups },
    sides,
  )
  // A process of its own for each trial, so that its peak of memory is the trial's.
  if (!quick) await sides[Symbol.asyncDispose]()
  for (const row of rowsOf(trial, trial.amount(params), measured)) {
    rows.push(row)
    console.log(line(row, !quick))
  }
}
await sides[Symbol.asyncDispose]()

// A part of the trials leaves the figures of the last whole run in place.
if (!quick && filter === '') {
  const folder = new URL('results/', import.meta.url)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL('latest.json', folder), `${JSON.stringify(rows, null, 2)}\n`)
}
