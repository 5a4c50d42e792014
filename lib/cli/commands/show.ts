import { NotFoundError, TrajstoreError } from '../../errors.js'
import { attempt } from '../../h5/check/entries.js'
import { File, type Node } from '../../h5/index.js'
import { isSystemAttribute } from '../../h5/pytables.js'
import { attributeValue } from '../attribute-value.js'
import { type Answer, type Call, type Command, isSet, operand, textOption } from '../command.js'
import { type Facts, factsOf } from '../facts.js'
import { columns, safeText } from '../layout.js'
import { leafAnswer } from '../leaf-answer.js'
import { placeOf } from '../place.js'
import { preview } from '../preview.js'
import { trajectoryOption } from '../trajectories.js'
import { valueText } from '../value-text.js'
import { wholeNumber } from '../whole-number.js'

export const command: Command = {
  usage: 'FILE NAME   (NAME: /a/path, or results.a.full.name in a trajectory)',
  operands: [2, 2],
  options: {
    ...trajectoryOption,
    attribute: { type: 'string', short: 'A', describe: 'this attribute only' },
    all: { type: 'boolean', short: 'a', describe: "with PyTables' own attributes" },
    node: { type: 'boolean', describe: 'the node of the file, also for a leaf' },
    rows: { type: 'string', short: 'n', describe: 'so many rows, by default 10' },
  },
  async run(call) {
    const rows = wholeNumber(call, 'rows') ?? 10
    const attribute = textOption(call, 'attribute')
    const file = File.open(operand(call))
    try {
      const place = placeOf(call, file, operand(call, 1), isSet(call, 'node') || attribute !== undefined)
      if ('trajectory' in place) {
        file.close()
        return await leafAnswer(call, place.trajectory, place.fullName)
      }
      using node = file.get(place.path)
      return attribute === undefined ? await nodeAnswer(call, node, rows) : attributeAnswer(node, attribute)
    } finally {
      file.close()
    }
  },
}

function attributeAnswer(node: Node, name: string): Answer {
  const value = node.attributes.get(name)
  if (value === undefined) {
    throw new NotFoundError(`'${node.path}' has no attribute '${name}'; it has ${node.attributes.keys().join(', ')}`)
  }
  const data = attributeValue(value)
  return { data, lines: [valueText(data, Number.POSITIVE_INFINITY)] }
}

async function nodeAnswer(call: Call, node: Node, rows: number): Promise<Answer> {
  const facts = factsOf({ path: node.path, thing: node })
  const attributes = attributesOf(node, isSet(call, 'all'))
  const shown = await preview(node, rows)
  const data = { ...facts, attributes: Object.fromEntries(attributes), ...(shown ? { rows: shown.data } : {}) }
  return { data, lines: lines(call, facts, attributes, shown?.lines ?? []) }
}

/** All that can be read; a damaged one is its error. */
function attributesOf(node: Node, all: boolean): [string, unknown][] {
  const names = attempt(() => node.attributes.keys())
  if (names instanceof TrajstoreError) return []
  return names
    .filter((name) => all || !isSystemAttribute(name))
    .map((name) => {
      const value = attempt(() => attributeValue(node.attributes.get(name)!))
      return [name, value instanceof TrajstoreError ? { error: value.message } : value]
    })
}

function* lines(
  { style }: Call,
  facts: Facts,
  attributes: readonly [string, unknown][],
  data: Iterable<string>,
): Generator<string> {
  const { path, kind, ...rest } = facts
  yield `${style.bold(safeText(path))}  ${style.dim(kind)}`
  const known = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined)
  yield* columns(known.map(([name, value]) => [style.dim(name), valueText(value)]))
  if (attributes.length > 0) {
    yield ''
    yield* columns(attributes.map(([name, value]) => [style.name(safeText(name)), valueText(value)]))
  }
  let isFirst = true
  for (const line of data) {
    if (isFirst) yield ''
    isFirst = false
    yield line
  }
}
