import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { repack } from '../../lib/index.js'
import { runPythonFile } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()
const program = new URL('repacked.py', import.meta.url)

/** What h5py finds in files: nodes, links, attributes, data, what references lead to, and how all of it was created. */
const described = (names: readonly string[]): unknown[] =>
  runPythonFile<string[]>(program, ['describe', names]).map((text) => JSON.parse(text))

test('what h5py and PyTables have written is the same for h5py after repacking', async (t) => {
  mkdirSync(path('made'))
  const names = runPythonFile<string[]>(program, ['make', path('made')])
  const before = described(names)
  for (const name of names) await repack(name)
  const after = described(names)
  for (const [i, name] of names.entries()) {
    await t.test(basename(name), () => assert.deepEqual(after[i], before[i]))
  }
})

const SEEDS = Number(process.env.TRAJSTORE_REPACK_SEEDS ?? 40)

test('files by chance are the same for h5py after repacking', async () => {
  const files = Array.from({ length: SEEDS }, (_, seed) => [path(`chance-${seed}.h5`), seed] as const)
  const names = runPythonFile<string[]>(program, ['chance', files])
  const before = described(names)
  for (const name of names) await repack(name)
  const after = described(names)
  for (const [i, name] of names.entries()) assert.deepEqual(after[i], before[i], basename(name))
})
