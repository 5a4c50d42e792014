import { codecFor } from '../../codec/index.js'
import { ExistsError, InvalidValueError } from '../../errors.js'
import type { Group } from '../../h5/group.js'
import type { Plan } from '../../h5/plan.js'
import { checkOptions, describe } from '../../options.js'
import type { Value } from '../../values/index.js'
import type { LeafView } from '../nodes.js'
import type { Session } from '../session.js'
import { stageItems } from '../store/stage-items.js'
import { createEmpty } from './create-empty.js'
import { type CreateRequest, type SharedType, sharedTypes } from './requests.js'
import { isSharedType, sharedMarks } from './shared-node.js'

const byData = ['sharedType', 'data', 'filters', 'chunkshape', 'expectedRows'] as const

/** What each type is made from. */
const optionsOf: Readonly<Record<SharedType, readonly string[]>> = {
  ARRAY: ['sharedType', 'data', 'dtype', 'shape'],
  CARRAY: [...byData, 'dtype', 'shape'],
  EARRAY: [...byData, 'dtype', 'shape'],
  VLARRAY: [...byData, 'dtype'],
  TABLE: ['sharedType', 'columns', 'rows', 'filters', 'chunkshape', 'expectedRows'],
  FRAME: ['sharedType', 'data', 'format', 'overwrite'],
}

/** Makes shared data below a leaf that is in the file: all of it or nothing. */
export async function create(session: Session, leaf: LeafView, item: string, request: CreateRequest): Promise<void> {
  const { sharedType } = request
  if (!isSharedType(sharedType)) {
    throw new InvalidValueError(`Shared data are of type ${sharedTypes.join(', ')}; got ${describe(sharedType)}`)
  }
  checkOptions(request, optionsOf[sharedType], `creating shared data of type ${sharedType}`)
  if (item.includes('.')) throw new InvalidValueError(`The name of shared data has no dots; got '${item}'`)
  const group = session.require(leaf.fullName)
  const exists = group.has(item)
  if (exists && request.overwrite !== true) {
    throw new ExistsError(`'${leaf.fullName}' has '${item}' in the file already`, { path: `${group.path}/${item}` })
  }
  if (request.data !== undefined) await fromData(session, group, leaf, item, request)
  else createEmpty(group, item, { ...request, filters: { ...session.filters, ...request.filters } })
}

async function fromData(
  session: Session,
  group: Group,
  leaf: LeafView,
  item: string,
  request: CreateRequest,
): Promise<void> {
  const plan = planOf(session, item, request)
  if (request.overwrite !== true) return group.write([plan], { ...session.filters, ...request.filters })
  // The old one may be open.
  session.release(`${leaf.fullName}.${item}`)
  const staged = await stageItems(session, group, [plan], group.has(item) ? [item] : [])
  staged.takeEffect()
}

function planOf(session: Session, item: string, request: CreateRequest): Plan {
  const { sharedType, data, format = 'table', chunkshape, expectedRows } = request
  const plan = codecFor(sharedType).encode(item, data as Value, {
    pandasFormat: format,
    texts: session.texts,
  })
  const attributes = new Map([...plan.attributes, ...Object.entries(sharedMarks(sharedType))])
  if (plan.kind === 'group') return { ...plan, attributes }
  return {
    ...plan,
    attributes,
    // Small data too: who asks for chunks by name may go on to count on them.
    ...(sharedType === 'CARRAY' && { layout: 'chunked' }),
    ...(chunkshape && { chunkshape }),
    ...(expectedRows !== undefined && { expectedRows }),
  }
}
