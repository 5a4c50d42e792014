import { TrajstoreError } from '../../errors.js'
import { blocks } from '../../h5/check/blocks.js'
import { attempt } from '../../h5/check/entries.js'
import { File, Group, type Link, Node } from '../../h5/index.js'
import { linkOf } from '../../h5/links.js'
import { isSystemAttribute, isTableIndex } from '../../h5/pytables.js'
import { attributeValue } from '../attribute-value.js'
import { type Answer, type Call, type Command, operand } from '../command.js'
import { factsOf } from '../facts.js'
import { columns, countText, safeText } from '../layout.js'
import { sameData } from '../same-data.js'
import { valueText } from '../value-text.js'

export const command: Command = {
  usage: 'FILE OTHER [PATH]',
  operands: [2, 3],
  async run(call) {
    using a = File.open(operand(call))
    using b = File.open(operand(call, 1))
    const path = call.operands[2] ?? '/'
    const found: Difference[] = []
    using first = a.get(path)
    using second = b.get(path)
    for await (const difference of compare(path, first, second, new Set())) {
      call.progress.show('differences', found.length)
      found.push(difference)
    }
    return answer(call, found)
  },
}

interface Difference {
  readonly path: string
  /** What differs: 'only here', 'only there', 'kind', 'data', '@attribute' … */
  readonly what: string
  readonly here?: unknown
  readonly there?: unknown
}

type Thing = Node | Link | TrajstoreError

function answer({ style }: Call, found: readonly Difference[]): Answer {
  const rows = found.map(({ path, what, here, there }) => [
    style.name(safeText(path)),
    style.bold(safeText(what)),
    here === undefined ? '' : style.bad(valueText(here, 50)),
    there === undefined ? '' : style.good(valueText(there, 50)),
  ])
  const last = found.length === 0 ? 'no differences' : countText(found.length, 'difference')
  return { data: found, lines: [...columns(rows), last], exitCode: found.length === 0 ? 0 : 1 }
}

async function* compare(path: string, a: Thing, b: Thing, seen: Set<number>): AsyncGenerator<Difference> {
  const [here, there] = [factsOf({ path, thing: a }), factsOf({ path, thing: b })]
  for (const what of ['kind', 'error', 'target', 'filename', 'title', 'dtype', 'shape'] as const) {
    if (!sameData(here[what], there[what])) yield { path, what, here: here[what], there: there[what] }
  }
  if (!(a instanceof Node) || !(b instanceof Node)) return
  yield* compareAttributes(path, a, b)
  if (a instanceof Group && b instanceof Group) yield* compareGroups(path, a, b, seen)
  else if (sameData([here.kind, here.dtype, here.shape], [there.kind, there.dtype, there.shape]))
    yield* compareData(path, a, b)
}

function* compareAttributes(path: string, a: Node, b: Node): Generator<Difference> {
  const [here, there] = [attributesOf(a), attributesOf(b)]
  for (const name of new Set([...here.keys(), ...there.keys()])) {
    const what = `@${name}`
    if (!sameData(here.get(name), there.get(name))) yield { path, what, here: here.get(name), there: there.get(name) }
  }
}

function attributesOf(node: Node): Map<string, unknown> {
  const names = attempt(() => node.attributes.keys())
  if (names instanceof TrajstoreError) return new Map([['', names.message]])
  const own = names.filter((name) => !isSystemAttribute(name))
  return new Map(own.map((name) => [name, messageOr(attempt(() => attributeValue(node.attributes.typed(name)!)))]))
}

const messageOr = (value: unknown): unknown => (value instanceof TrajstoreError ? value.message : value)

async function* compareGroups(path: string, a: Group, b: Group, seen: Set<number>): AsyncGenerator<Difference> {
  if (seen.has(a.address)) return
  seen.add(a.address)
  const [here, there] = [namesOf(a), namesOf(b)]
  for (const name of new Set([...here, ...there])) {
    const child = path === '/' ? `/${name}` : `${path}/${name}`
    if (!there.has(name)) yield { path: child, what: 'only here' }
    else if (!here.has(name)) yield { path: child, what: 'only there' }
    else yield* compareChildren(child, name, a, b, seen)
  }
}

async function* compareChildren(
  path: string,
  name: string,
  a: Group,
  b: Group,
  seen: Set<number>,
): AsyncGenerator<Difference> {
  const [here, there] = [childOf(a, name), childOf(b, name)]
  try {
    yield* compare(path, here, there, seen)
  } finally {
    for (const thing of [here, there]) if (thing instanceof Node) thing.close()
  }
}

function namesOf(group: Group): Set<string> {
  const names = attempt(() => group.names())
  if (names instanceof TrajstoreError) return new Set()
  return new Set(names.filter((name) => !isTableIndex(name, (table) => names.includes(table))))
}

const childOf = (group: Group, name: string): Thing =>
  attempt(() => {
    const [child] = group.list({ names: [name] })
    return (child && linkOf(name, child)) ?? group.get(name)
  })

async function* compareData(path: string, a: Node, b: Node): AsyncGenerator<Difference> {
  const others = blocks(b)
  try {
    for await (const { start, rows, data } of blocks(a)) {
      const other = await others.next()
      if (other.done || sameData(data, other.value.data)) continue
      yield { path, what: 'data', here: `rows ${start} to ${start + rows - 1}` }
      return
    }
  } catch (error) {
    if (!(error instanceof TrajstoreError)) throw error
    yield { path, what: 'data', here: error.message }
  }
}
