import { File } from '../../lib/h5/index.js'
import type { GroupPlan } from '../../lib/h5/plan.js'
import { type Operation, timed } from '../protocol.js'

const array = Float64Array.from({ length: 100 }, (_, i) => i)

/** A result as the service stores it: a group with 8 attributes, and 100 numbers with one of their own. */
export const leafPlan = (index: number): GroupPlan => ({
  kind: 'group',
  name: `leaf_${String(index).padStart(8, '0')}`,
  attributes: new Map<string, string | number | boolean>([
    ['SRVC_CLASS_NAME', 'Result'],
    ['SRVC_COMMENT', 'A number of numbers'],
    ['SRVC_LEAF', true],
    ['SRVC_INIT', 'Result'],
    ['text', 'some text'],
    ['number', index],
    ['half', index + 0.5],
    ['unit', 'mV'],
  ]),
  children: [
    {
      kind: 'dataset',
      name: 'data',
      layout: 'contiguous',
      dtype: '<f8',
      shape: [100],
      data: new Uint8Array(array.buffer),
      attributes: new Map([['SRVC_STORE', 'ARRAY']]),
    },
  ],
})

/** Small results, one after another, in one open file. */
export const leafStore: Operation<{ leaves: number }> = async ({ leaves }, folder) => {
  using file = File.open(`${folder}/leaves.h5`, 'w')
  return await timed(async () => {
    const group = file.createGroup('/results')
    for (let i = 0; i < leaves; i++) await group.write([leafPlan(i)])
    file.flush()
  })
}
