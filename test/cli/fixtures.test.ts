import assert from 'node:assert/strict'
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { countText } from '../../lib/cli/layout.js'
import type { Finding } from '../../lib/h5/check/examine.js'
import { pypetFixtures } from '../support/fixtures.js'
import { temporaryFolder } from '../support/temporary.js'
import { runBoth, runJson } from './run.js'

const inFolder = temporaryFolder()
const folder = pypetFixtures()
const files = readdirSync(folder).filter((name) => name.endsWith('.hdf5'))

interface Described {
  readonly trajectories: Record<
    string,
    { readonly runs: { completed: number }[]; readonly nodes: Record<string, Node> }
  >
}
interface Node {
  readonly kind: 'group' | 'leaf' | 'link'
  readonly class: string | null
  readonly comment: string
  readonly items?: Record<string, unknown>
  readonly hdf5?: Record<string, unknown>
}
interface Branch {
  readonly path: string
  readonly kind: string
  readonly children?: Branch[]
}

const describedBy = (file: string): Described =>
  JSON.parse(readFileSync(join(folder, file.replace(/\.hdf5$/, '.json')), 'utf8')) as Described

const pathsOf = (branches: readonly Branch[]): string[] =>
  branches.flatMap(({ path, children = [] }) => [path, ...pathsOf(children)])

const below = (data: unknown, names: readonly string[]): unknown =>
  names.reduce((level, name) => (level as Record<string, unknown>)[name], data)

for (const name of files) {
  describe(name, () => {
    const file = join(folder, name)
    const { trajectories } = describedBy(name)
    const names = Object.keys(trajectories).sort()

    it('info tells runs and results of each trajectory', async () => {
      const { data } = await runBoth('info', file)
      const { trajectories: told } = data as { trajectories: { name: string; runs: number; completed: number }[] }
      assert.deepEqual(
        told.map(({ name: one, runs, completed }) => [one, runs, completed]),
        names.map((one) => {
          const { runs } = trajectories[one]!
          return [one, runs.length, runs.filter(({ completed }) => completed).length]
        }),
      )
    })

    it('ls names the trajectories and their runs', async () => {
      const { text, data } = await runBoth('ls', file)
      const listed = data as { path: string; kind: string; runs: number }[]
      const found = listed.filter(({ kind }) => kind === 'Trajectory')
      assert.deepEqual(
        found.map(({ path, runs }) => [path, runs]),
        names.map((one) => [`/${one}`, trajectories[one]!.runs.length]),
      )
      for (const one of names) assert.match(text, new RegExp(`^${one} +Trajectory +\\d+ runs?$`, 'm'))
    })

    it('tree shows every node', async () => {
      const { data } = await runBoth('tree', file, '--all')
      const paths = new Set(pathsOf(data as Branch[]))
      for (const [trajectory, { nodes }] of Object.entries(trajectories)) {
        for (const [fullName, { kind }] of Object.entries(nodes)) {
          if (kind === 'link') continue
          const path = `/${trajectory}/${fullName.replaceAll('.', '/')}`.replace(/\/$/, '')
          assert.ok(paths.has(path), `${path} is missing`)
        }
      }
    })

    it('runs shows which are completed', async () => {
      for (const one of names) {
        const { data } = await runBoth('runs', file, '-t', one)
        const { runs, completed } = data as { runs: number; completed: number }
        const expected = trajectories[one]!.runs
        assert.equal(runs, expected.length)
        assert.equal(completed, expected.filter((row) => row.completed).length)
      }
    })

    it('show gives class, comment and items of leaves', async () => {
      for (const one of names) {
        const leaves = Object.entries(trajectories[one]!.nodes).filter(([, node]) => node.kind === 'leaf')
        for (const [fullName, node] of leaves.slice(0, 8)) {
          const { text, data } = await runBoth('show', file, fullName, '-t', one)
          const shown = data as { fullName: string; class: string; comment: string; items: Record<string, unknown> }
          assert.deepEqual([shown.fullName, shown.class, shown.comment], [fullName, node.class, node.comment])
          assert.equal(text.split('\n')[0], `${fullName}  ${node.class}`)
          if (node.items !== undefined) {
            assert.deepEqual(Object.keys(shown.items).sort(), Object.keys(node.items).sort(), fullName)
          }
        }
      }
    })

    it('dump holds the tree with its data', async () => {
      const { text, data } = await runBoth('dump', file)
      assert.deepEqual(JSON.parse(text), data)
      for (const [one, { nodes }] of Object.entries(trajectories)) {
        for (const [fullName, { kind, hdf5 = {} }] of Object.entries(nodes)) {
          if (kind !== 'leaf') continue
          const dumped = below(data, [one, ...fullName.split('.')])
          const parts = Object.keys(hdf5).map((path) => path.split('.'))
          const outer = new Set(parts.map(([name]) => name!))
          assert.deepEqual(Object.keys(dumped as object).sort(), [...outer].sort(), fullName)
          for (const path of parts) assert.notEqual(below(dumped, path), undefined, `${fullName} ${path.join('.')}`)
        }
      }
    })

    it('stat adds up', async () => {
      const { data } = await runBoth('stat', file)
      const { size, storedBytes, metadataBytes, otherBytes, unreadable } = data as Record<string, number>
      assert.equal(unreadable, 0)
      assert.equal(size, readFileSync(file).length)
      assert.equal(storedBytes! + metadataBytes! + otherBytes!, size)
    })

    it('check, status, recover and diff find nothing', async () => {
      const checked = await runBoth('check', file)
      const { nodes, problems, notes } = checked.data as { nodes: number; problems: unknown[]; notes: Finding[] }
      assert.deepEqual(problems, [])
      const unfinished = names.flatMap((one) => {
        const { runs } = trajectories[one]!
        const left = runs.filter(({ completed }) => !completed).length
        return left === 0
          ? []
          : [{ path: `/${one}`, left: `${countText(left, 'run')} of ${runs.length} not completed` }]
      })
      assert.deepEqual(
        notes.map(({ path, message }) => ({ path, left: message })),
        unfinished,
      )
      const verdict = notes.length === 0 ? 'nothing is wrong' : `no damage, ${countText(notes.length, 'note')}`
      assert.ok(checked.text.split('\n').includes(`${countText(nodes, 'node')} read, ${verdict}`), checked.text)
      const status = await runBoth('status', file)
      assert.equal((status.data as { state: string }).state, 'clean')
      assert.match(status.text, /^clean\n/)
      assert.match((await runBoth('recover', file)).text, /nothing to recover/)
      assert.deepEqual((await runBoth('diff', file, file)).data, [])
    })

    it('repack keeps everything', async () => {
      const copy = inFolder(name)
      copyFileSync(file, copy)
      const { before, after } = await runJson<{ before: number; after: number }>('repack', copy)
      assert.ok(after > 0 && before === readFileSync(file).length)
      assert.deepEqual(await runJson('diff', file, copy), [])
    })
  })
}
