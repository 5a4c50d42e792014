import assert from 'node:assert/strict'
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pypetFixtures } from '../support/fixtures.js'
import { temporaryFolder } from '../support/temporary.js'
import { run, runJson } from './run.js'

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

/** A command must succeed, in both forms, and leave stderr alone. */
async function both(...args: string[]): Promise<{ text: string; data: unknown }> {
  const text = await run(args)
  assert.deepEqual([text.code, text.stderr], [0, ''], args.join(' '))
  const json = await run([...args, '--json'])
  assert.deepEqual([json.code, json.stderr], [0, ''], args.join(' '))
  return { text: text.stdout, data: JSON.parse(json.stdout) as unknown }
}

for (const name of files) {
  describe(name, () => {
    const file = join(folder, name)
    const { trajectories } = describedBy(name)
    const names = Object.keys(trajectories).sort()

    it('ls names the trajectories and their runs', async () => {
      const { text, data } = await both('ls', file)
      const listed = data as { path: string; kind: string; runs: number }[]
      const found = listed.filter(({ kind }) => kind === 'Trajectory')
      assert.deepEqual(
        found.map(({ path, runs }) => [path, runs]),
        names.map((one) => [`/${one}`, trajectories[one]!.runs.length]),
      )
      for (const one of names) assert.match(text, new RegExp(`^${one} +Trajectory +\\d+ runs?$`, 'm'))
    })

    it('tree shows every node', async () => {
      const { data } = await both('tree', file)
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
        const { data } = await both('runs', file, '-t', one)
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
          const { data } = await both('show', file, fullName, '-t', one)
          const shown = data as { fullName: string; class: string; items: Record<string, unknown> }
          assert.equal(shown.fullName, fullName)
          if (node.items !== undefined) {
            assert.deepEqual(Object.keys(shown.items).sort(), Object.keys(node.items).sort(), fullName)
          }
        }
      }
    })

    it('dump holds the tree with its data', async () => {
      const { code, stdout } = await run(['dump', file])
      assert.equal(code, 0)
      const data = JSON.parse(stdout) as Record<string, unknown>
      for (const one of names) assert.ok(one in data)
    })

    it('stat adds up', async () => {
      const { data } = await both('stat', file)
      const { size, storedBytes, metadataBytes, otherBytes, unreadable } = data as Record<string, number>
      assert.equal(unreadable, 0)
      assert.equal(size, readFileSync(file).length)
      assert.equal(storedBytes! + metadataBytes! + otherBytes!, size)
    })

    it('check, status, recover and diff find nothing', async () => {
      assert.deepEqual(((await both('check', file)).data as { problems: unknown[] }).problems, [])
      assert.equal(((await both('status', file)).data as { state: string }).state, 'clean')
      assert.match((await both('recover', file)).text, /nothing to recover/)
      assert.deepEqual((await both('diff', file, file)).data, [])
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
