import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { FixtureTrajectory } from '../fixtures/compare.js'
import { allFixtures } from '../fixtures/index.js'
import { compareLoaded, loadEverything } from '../fixtures/loaded.js'
import { settingsOf } from '../fixtures/settings.js'
import { runPython } from '../support/python.js'

const folder = mkdtempSync(join(tmpdir(), 'trajstore-roundtrip-'))
after(() => rmSync(folder, { recursive: true }))

const copies = allFixtures().flatMap(({ name: fixture, filename, trajectories }) =>
  Object.entries(trajectories).map(([name, expected]) => ({
    fixture,
    filename,
    name,
    expected,
    copy: join(folder, `${fixture}-${name}.hdf5`),
  })),
)

describe('files of pypet, loaded and stored again', () => {
  before(async () => {
    for (const { filename, name, expected, copy } of copies) {
      const traj = await loadEverything(filename, name)
      traj.migrate({ filename: copy, fileTitle: name, ...settingsOf(expected) })
      await traj.store()
    }
  })

  for (const { fixture, name, expected, copy } of copies) {
    it(`${fixture}: ${name}`, async () =>
      compareLoaded(await loadEverything(copy, name), name, withoutShared(expected), isSetting))
  }

  const pairs = copies.map(({ filename, copy, name }) => [filename, copy, name])
  const program = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

  it('are the same for PyTables, pandas and h5py', () => assertNone(runPython(program('pypet-same-content.py'), pairs)))

  const pypet = process.env.PYPET_SRC
  if (pypet !== undefined) {
    it('are the same for pypet', () => assertNone(runPython(program('pypet-loads.py'), pairs, { PYTHONPATH: pypet })))
  }
})

const assertNone = (differences: readonly string[]): void =>
  assert.equal(differences.slice(0, 5).join('\n'), '', `${differences.length} differences`)

/** What is stored for the first time gets its settings as parameters. */
const isSetting = (fullName: string): boolean => /^config(\.hdf5|$)/.test(fullName)

/** Shared data stay where they are: storing a leaf does not take them along. */
function withoutShared(expected: FixtureTrajectory): FixtureTrajectory {
  const nodes = Object.entries(expected.nodes).map(([name, node]) => {
    const items = Object.entries(node.items ?? {}).filter(([, { type }]) => !type.startsWith('Shared'))
    return [name, node.items ? { ...node, items: Object.fromEntries(items) } : node]
  })
  return { ...expected, nodes: Object.fromEntries(nodes) }
}
