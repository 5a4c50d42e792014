import { File, type Group } from '../../lib/h5/index.js'
import { type Operation, timed } from '../protocol.js'
import { leafPlan } from './leaf-store.js'

/** All attributes of many groups, from a file just opened. */
export const attributesRead: Operation<{ leaves: number }> = async ({ leaves }, folder) => {
  const filename = `${folder}/leaves.h5`
  {
    using file = File.open(filename, 'w')
    await file.createGroup('/results').write(Array.from({ length: leaves }, (_, i) => leafPlan(i)))
  }
  return await timed(() => {
    using file = File.open(filename)
    let count = 0
    for (const { attributes = [] } of (file.get('/results') as Group).list({ attributes: true })) {
      count += attributes.length
    }
    if (count < leaves * 11) throw new Error(`expected 11 attributes a group, got ${count / leaves}`)
  })
}
