export { type Channel, type ChannelEnd, channelOver } from './channel.js'
export { FairLock } from './fair-lock.js'
export { FencedLock, type TokenLock } from './fence.js'
export { KeepOpen } from './keep-open.js'
export { type Lock, LockWrapper } from './lock-wrapper.js'
export { type Handlers, Peer } from './peer.js'
export { PeerLock } from './peer-lock.js'
export { PipeStorageServiceSender, PipeStorageServiceWriter } from './pipe.js'
export { QueueStorageServiceSender, QueueStorageServiceWriter } from './queue.js'
export { ReferenceStore, type References, ReferenceWrapper } from './reference.js'
export { RemoteQueue, type RemoteQueueOptions } from './remote-queue.js'
export { Sender } from './sender.js'
export { type RequestQueue, StorageQueue, type StorageQueueOptions } from './storage-queue.js'
export {
  type CurveClientKeys,
  type CurveServerKeys,
  checkClientKeys,
  checkServerKeys,
  newClientKeys,
} from './zmq/curve.js'
export { ForkAwareLockerClient, LockerClient, type LockerClientOptions } from './zmq/locker-client.js'
export { LockerServer, type LockerServerOptions, TimeOutLockerServer } from './zmq/locker-server.js'
export type { NetQueueOptions } from './zmq/net-queue.js'
export { NetQueueStorageServiceSender } from './zmq/net-queue-sender.js'
export { NetQueueStorageServiceWriter, type NetQueueWriterOptions } from './zmq/net-queue-writer.js'
