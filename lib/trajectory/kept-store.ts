import { ServiceStateError } from '../errors.js'
import { type RootNode, storedRoot } from '../tree/index.js'

/** Keeps a trajectory's file open between calls; disposing closes it. */
export type OpenStore = AsyncDisposable

/** A store that is open already stays so: only who has opened it closes it. */
export async function openStore(traj: RootNode): Promise<OpenStore> {
  const { service } = storedRoot(traj)
  if (service.isOpen) return { [Symbol.asyncDispose]: async () => {} }
  await service.store('OPEN_FILE', null, { trajectoryName: traj.name })
  return {
    [Symbol.asyncDispose]: async () => {
      if (service.isOpen) await service.store('CLOSE_FILE', null, { trajectoryName: traj.name })
    },
  }
}

export async function closeStore(traj: RootNode): Promise<void> {
  requireOpen(traj, 'close')
  await traj.service.store('CLOSE_FILE', null, { trajectoryName: traj.name })
}

export async function flushStore(traj: RootNode): Promise<void> {
  requireOpen(traj, 'flush')
  await traj.service.store('FLUSH', null, { trajectoryName: traj.name })
}

function requireOpen(traj: RootNode, action: string): void {
  if (traj.service.isOpen) return
  throw new ServiceStateError(`The file of '${traj.name}' is not kept open, so there is nothing to ${action}.`)
}
