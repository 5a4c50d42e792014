import { writeFile } from 'node:fs/promises'
import { File, type Node } from '../../h5/index.js'
import { type Answer, type Call, type Command, isSet, operand, textOption } from '../command.js'
import { csvLines } from '../csv.js'
import { toJson } from '../json.js'
import { leafItem, leafItems } from '../leaf-items.js'
import { nodeData, npyOf } from '../node-data.js'
import { groupPath, type Place, placeOf } from '../place.js'
import { trajectoryOption } from '../trajectories.js'
import { UsageError } from '../usage-error.js'

export const command: Command = {
  usage: 'FILE [NAME]   (NAME: /a/path, or results.a.full.name in a trajectory)',
  operands: [1, 2],
  options: {
    ...trajectoryOption,
    csv: { type: 'boolean', describe: 'rows, with a line of names for tables and frames' },
    npy: { type: 'boolean', describe: "one array in numpy's format" },
    item: { type: 'string', short: 'i', describe: 'this item of a leaf, or this column of a table' },
    output: { type: 'string', short: 'o', describe: 'into this file instead of to stdout' },
  },
  async run(call) {
    if (['json', 'csv', 'npy'].filter((form) => isSet(call, form)).length > 1) {
      throw new UsageError('dump takes one of --json, --csv and --npy')
    }
    const data = await dataOf(call)
    const answer = formed(call, data)
    const output = textOption(call, 'output')
    return output === undefined ? answer : written(answer, output)
  },
}

/** All of a node or a leaf. */
async function dataOf(call: Call): Promise<unknown> {
  const item = textOption(call, 'item')
  const file = File.open(operand(call))
  try {
    const place: Place = placeOf(call, file, call.operands[1] ?? '/')
    const path = 'path' in place ? place.path : groupPath(file, place.trajectory, place.fullName)
    if (path !== undefined || 'path' in place) {
      using node: Node = file.get(path ?? '/')
      return await nodeData(call, node, item)
    }
    file.close()
    const items = await leafItems(operand(call), place.trajectory, place.fullName)
    const wantsOne = item !== undefined || isSet(call, 'csv') || isSet(call, 'npy')
    return wantsOne ? leafItem(items, place.fullName, item) : items
  } finally {
    file.close()
  }
}

function formed(call: Call, data: unknown): Answer {
  if (isSet(call, 'npy')) return { data, bytes: npyOf(data) }
  return isSet(call, 'csv') ? { data, lines: csvLines(data) } : { data }
}

async function written(answer: Answer, filename: string): Promise<Answer> {
  const content = answer.bytes ?? (answer.lines ? withEnds(answer.lines) : `${toJson(answer.data)}\n`)
  await writeFile(filename, content)
  return { data: { output: filename }, lines: [] }
}

async function* withEnds(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}
