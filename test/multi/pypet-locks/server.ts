import { LockerServer, TimeOutLockerServer } from '../../../lib/index.js'

// A lock server at an address, with a lease in milliseconds if one is given, until a client ends it.

const [url = '', lease] = process.argv.slice(2)
const server =
  lease === undefined ? new LockerServer({ url }) : new TimeOutLockerServer({ url, timeout: Number(lease) })
await server.start()
await server.ended
await server.close()
