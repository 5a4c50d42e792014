import { HDF5StorageService, loadTrajectory, Trajectory } from '../../lib/index.js'
import { type Operation, timed } from '../protocol.js'

interface GrowthParams {
  readonly leaves: number
  /** Which tenth of the leaves counts. */
  readonly part: 'first' | 'last'
}

/** Leaves of one group, which are stored and loaded together. */
const GROUP = 1000

const groupsOf = ({ leaves }: GrowthParams): number => Math.max(10, Math.round(leaves / GROUP))

/** Stores or loads group after group; seconds of the first or of the last tenth of them. */
async function tenth(params: GrowthParams, work: (group: number) => Promise<void>): Promise<number> {
  const groups = groupsOf(params)
  const tenth = groups / 10
  const seconds: number[] = []
  for (let group = 0; group < groups; group++) seconds.push(await timed(() => work(group)))
  const counted = params.part === 'first' ? seconds.slice(0, tenth) : seconds.slice(-tenth)
  return counted.reduce((sum, one) => sum + one, 0)
}

async function store(params: GrowthParams, filename: string): Promise<number> {
  const traj = new Trajectory('growth', { storageService: new HDF5StorageService({ filename }) })
  await traj.store()
  const perGroup = Math.round(params.leaves / groupsOf(params))
  await using _ = await traj.openStore()
  return await tenth(params, async (index) => {
    const group = traj.addResultGroup(`part_${index}`)
    for (let leaf = 0; leaf < perGroup; leaf++) group.addResult(`leaf_${leaf}`, { value: leaf }, `Leaf ${leaf % 10}`)
    await traj.storeItems(group, { recursive: true } as never)
    traj.removeItems(group, { recursive: true })
  })
}

/** The first or last tenth of many leaves, stored a thousand at a time. */
export const growthStore: Operation<GrowthParams> = (params, folder) => store(params, `${folder}/growth.h5`)

/** The same, loaded again. */
export const growthLoad: Operation<GrowthParams> = async (params, folder) => {
  const filename = `${folder}/growth.h5`
  await store(params, filename)
  const traj = await loadTrajectory(filename, { results: 'nothing' })
  await using _ = await traj.openStore()
  return await tenth(params, async (index) => {
    const group = await traj.loadChild(`results.part_${index}`, { recursive: true, loadData: 'data' })
    traj.removeItems(group, { recursive: true })
  })
}
