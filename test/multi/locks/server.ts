import { LockerServer } from '../../../lib/index.js'

// A lock server that remembers what it gave, until it is killed.

const [url = '', stateFile = ''] = process.argv.slice(2)
await new LockerServer({ url, stateFile }).start()
process.send?.('ready')
