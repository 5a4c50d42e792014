import { join } from 'node:path'
import { File } from '../../lib/h5/index.js'
import { cpuTimed, type Operation } from '../protocol.js'
import { leafPlan } from './leaf-store.js'

/** CPU for small results, with a commit after so many; or, at durability 'none', a flush. */
export const commits: Operation<{ leaves: number; batch: number; durability: 'none' | 'process' | 'commit' }> = async (
  { leaves, batch, durability },
  folder,
) => {
  using file = File.open(join(folder, 'commits.h5'), 'w', { durability })
  return await cpuTimed(async () => {
    const group = file.createGroup('/results')
    for (let leaf = 0; leaf < leaves; leaf++) {
      await group.write([leafPlan(leaf)])
      if ((leaf + 1) % batch === 0) file.flush()
    }
    file.close()
  })
}

/** CPU for numbers in one block, committed once. */
export const bulk: Operation<{ megabytes: number; durability: 'none' | 'process' | 'commit' }> = async (
  { megabytes, durability },
  folder,
) => {
  using file = File.open(join(folder, 'bulk.h5'), 'w', { durability })
  const data = new Float64Array((megabytes * 2 ** 20) / 8)
  return await cpuTimed(() => {
    file.createArray('/bulk', data)
    file.close()
  })
}
