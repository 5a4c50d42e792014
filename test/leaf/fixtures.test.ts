import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ClassRegistry, Parameter, type Result } from '../../lib/leaf/index.js'
import { equalValues, type Value } from '../../lib/values/index.js'
import { type Tagged, untag } from '../fixtures/tagged.js'
import { pypetFixtures } from '../support/fixtures.js'

interface FixtureLeaf {
  readonly kind: string
  readonly class: string
  readonly empty?: boolean
  readonly value?: Tagged
  readonly range?: readonly Tagged[]
  readonly items?: Readonly<Record<string, Tagged>>
  readonly hdf5: Readonly<Record<string, unknown>>
}

const CLASSES = ['Parameter', 'ArrayParameter', 'Result']
/** What the JSON only describes, or what no leaf takes. */
const OPAQUE = ['sparse', 'pickle', 'unrepresentable', 'NoneType', 'list_of_ndarray']

function* leaves(): Generator<[where: string, leaf: FixtureLeaf]> {
  const folder = pypetFixtures()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const { trajectories } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      trajectories: Record<string, { nodes: Record<string, FixtureLeaf> }>
    }
    for (const { nodes } of Object.values(trajectories)) {
      for (const [name, node] of Object.entries(nodes)) if (node.kind === 'leaf') yield [`${file} ${name}`, node]
    }
  }
}

const isOpaque = (leaf: FixtureLeaf): boolean =>
  [leaf.value, ...(leaf.range ?? []), ...Object.values(leaf.items ?? {})].some((tagged) =>
    OPAQUE.includes(tagged?.type ?? ''),
  )

const registry = new ClassRegistry()

test("leaves of pypet's files fit our classes and have the same items", () => {
  let count = 0
  for (const [where, fixture] of leaves()) {
    if (!CLASSES.includes(fixture.class) || isOpaque(fixture) || fixture.empty) continue
    const leaf = new (registry.leaf(fixture.class))(where.split('.').at(-1)!)
    if (leaf instanceof Parameter) fillParameter(leaf, fixture)
    else fillResult(leaf as Result, fixture)
    const stored = leaf.toStorage()
    // pypet stores equal arrays with NaN anew each time, we once: names may be fewer, never others.
    const extra = [...stored.keys()].filter((name) => !(name in fixture.hdf5))
    const missing = Object.keys(fixture.hdf5).filter((name) => !stored.has(name) && !name.includes('.xa_'))
    assert.deepEqual([extra, missing], [[], []], where)
    const twin = new (registry.leaf(fixture.class))('twin')
    twin.fromStorage(stored)
    assert.ok(sameItems(twin.toStorage(), stored), where)
    count++
  }
  assert.ok(count > 400, `${count} leaves`)
})

function fillParameter(parameter: Parameter, { value, range }: FixtureLeaf): void {
  parameter.set(untag(value!))
  if (range !== undefined) parameter.explore(range.map(untag))
}

function fillResult(result: Result, { items }: FixtureLeaf): void {
  for (const [name, tagged] of Object.entries(items ?? {})) result.setItem(name, untag(tagged))
}

const sameItems = (a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([name, value]) => b.has(name) && equalValues(value, b.get(name)!))
