import { Trajectory } from '../../../lib/index.js'
import { lockedService } from './service.js'

// Stores results under a lock that it keeps all along, and says so in the middle; it is paused there.

const { service, close } = lockedService()
const traj = new Trajectory('t', { storageService: service }) as Trajectory
await traj.load()
await service.store('OPEN_FILE', null, { trajectoryName: 't' })
for (let i = 0; i < 20; i++) await traj.store([traj.addResult(`holder.r${i}`, new Float64Array(500).fill(i))])
await new Promise<void>((resolve) => {
  process.once('message', () => resolve())
  process.send?.('inside')
})
for (let i = 20; i < 40; i++) await traj.store([traj.addResult(`holder.r${i}`, new Float64Array(500).fill(i))])
// The lease is over by now: closing stores what there is, and giving the lock back says that it was lost.
const error = await service.store('CLOSE_FILE', null, { trajectoryName: 't' }).catch(({ name }: Error) => name)
process.send?.(error ?? 'released')
process.disconnect()
close()
