import { Trajectory } from '../../../lib/index.js'
import { channelOver, Peer, RemoteQueue, Sender } from '../../../lib/multi/index.js'

// Stores so many results of 1 MB without waiting for any, and calls when all are under way.

class RemoteSender extends Sender {}

const peer = new Peer(channelOver(process))
const traj = new Trajectory('t', { storageService: new RemoteSender(new RemoteQueue(peer)) })
await traj.store()
const stores = Array.from({ length: Number(process.argv[2]) }, (_, i) =>
  traj.store([traj.addResult(`r${i}`, new Float64Array(131_072).fill(i))]),
)
await new Promise(setImmediate)
await peer.call('allUnderWay', null, { what: 'the main process' })
await Promise.all(stores)
peer.close()
