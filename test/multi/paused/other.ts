import { Trajectory } from '../../../lib/index.js'
import { lockedService } from './service.js'

// Stores results under the lock, says when it has that from the server, and how it ended.

const { service, close } = lockedService(() => process.send?.('granted'))

async function store(): Promise<void> {
  const traj = new Trajectory('t', { storageService: service }) as Trajectory
  await service.store('OPEN_FILE', null, { trajectoryName: 't' })
  await traj.load()
  for (let i = 0; i < 20; i++) await traj.store([traj.addResult(`other.r${i}`, new Float64Array(500).fill(i))])
  await service.store('CLOSE_FILE', null, { trajectoryName: 't' })
}

const outcome = await store().then(
  () => 'stored',
  ({ name }: Error) => name,
)
process.send?.(outcome)
process.disconnect()
close()
