import { CorruptError, InvalidValueError } from '../../errors.js'
import type { AttributeValue, GroupPlan, StoredGroup } from '../../h5/plan.js'
import { type Column, Frame, Series, type TextEncoding, takeIndex } from '../../values/index.js'
import { childOf, numberAttribute } from '../stored.js'
import { keysOf } from './axes.js'
import { blocksOf } from './blocks.js'
import { commonAttributes } from './common.js'
import { decodeIndex, encodeIndex } from './fixed-index.js'
import { decodeNode, encodeNode } from './fixed-node.js'
import { labelFromAttribute, labelToAttribute } from './labels.js'

/** A frame in pandas' fixed format: both axes, and for each block its labels and its values. */
export function encodeFixedFrame(name: string, frame: Frame, texts: TextEncoding): GroupPlan {
  const keys = keysOf(frame.columns)
  if (new Set(keys).size !== keys.length)
    throw new InvalidValueError(`expected different column labels in frame '${name}', got one twice`)
  const blocks = blocksOf(frame.data)
  const parts = [
    encodeIndex('axis0', frame.columns, texts),
    encodeIndex('axis1', frame.index, texts),
    ...blocks.map(({ places }, i) => encodeIndex(`block${i}_items`, takeIndex(frame.columns, places), texts)),
  ]
  const values = blocks.map(({ columns }, i) => encodeNode(`block${i}_values`, columns, true))
  const attributes: [string, AttributeValue][] = [
    ...commonAttributes('frame', texts),
    ['ndim', 2],
    ['nblocks', blocks.length],
    ...parts.flatMap((part) => part.attributes),
    ['SRVC_STORE', 'FRAME'],
  ]
  return {
    kind: 'group',
    name,
    attributes: new Map(attributes),
    children: [...parts.flatMap(({ nodes }) => nodes), ...values],
  }
}

const maxBlocks = 100_000

export function decodeFixedFrame(group: StoredGroup): Frame {
  const columns = decodeIndex(group, 'axis0')
  const index = decodeIndex(group, 'axis1')
  const places = new Map(keysOf(columns).map((key, place) => [key, place]))
  const data = new Array<Column | undefined>(columns.length)
  const count = numberAttribute(group.attributes, 'nblocks') ?? 0
  if (count < 0 || count > maxBlocks)
    throw new CorruptError(`expected the number of blocks of '${group.name}', got ${count}`)
  for (let i = 0; i < count; i += 1) {
    const values = decodeNode(childOf(group, `block${i}_values`))
    keysOf(decodeIndex(group, `block${i}_items`)).forEach((key, k) => {
      const place = places.get(key)
      if (place !== undefined && values[k]) data[place] = values[k]
    })
  }
  return new Frame(
    index,
    columns,
    Array.from(data, (column) => column ?? missing(group)),
  )
}

function missing({ name }: StoredGroup): never {
  throw new CorruptError(`expected a block for each column of frame '${name}', got fewer`)
}

export function encodeFixedSeries(name: string, series: Series, texts: TextEncoding): GroupPlan {
  const { nodes, attributes } = encodeIndex('index', series.index, texts)
  return {
    kind: 'group',
    name,
    attributes: new Map([
      ...commonAttributes('series', texts),
      ...attributes,
      ['name', labelToAttribute(series.name)] as const,
      ['SRVC_STORE', 'SERIES'] as const,
    ]),
    children: [...nodes, encodeNode('values', [series.data], false)],
  }
}

export function decodeFixedSeries(group: StoredGroup): Series {
  const [data] = decodeNode(childOf(group, 'values'))
  return new Series(decodeIndex(group, 'index'), data!, labelFromAttribute(group.attributes.get('name')))
}
