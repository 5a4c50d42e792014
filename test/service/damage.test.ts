import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { it } from 'node:test'
import { TrajstoreError } from '../../lib/errors.js'
import { File, type Node } from '../../lib/h5/index.js'
import { cartesianProduct, Environment, type Trajectory } from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'
import { reload } from './support.js'

const inFolder = temporaryFolder()

async function store(filename: string): Promise<void> {
  const env = new Environment({ trajectory: 'sweep', filename })
  env.traj.addParameter('neuron.x', 1, 'a factor')
  env.traj.addParameter('y', 1)
  env.traj.addResult('before', { text: 'a', list: [1, 2] }, 'set before')
  env.traj.explore(cartesianProduct({ x: [1, 2, 3] }))
  await env.run((traj: Trajectory) => {
    traj.addResult('z.product', Number(traj.$.x) * 2, 'a product')
  })
}

const load = async (filename: string): Promise<string[]> => {
  const traj = await reload(filename)
  return [...traj.nodes({ recursive: true })].map((node) => node.fullName).sort()
}

/** Where the headers of all nodes of a trajectory's tree lie. */
function headers(filename: string): { path: string; address: number }[] {
  using file = File.open(filename)
  const places: { path: string; address: number }[] = []
  for (const node of file.walk()) {
    if (!node.path.startsWith('/sweep/overview')) places.push({ path: node.path, address: (node as Node).address })
  }
  return places
}

it('a node whose header is damaged is an error of the load, never a smaller tree', async () => {
  const filename = inFolder('whole.hdf5')
  await store(filename)
  const [whole, places, bytes] = [await load(filename), headers(filename), readFileSync(filename)]
  assert.ok(places.length > 30)
  const damaged = inFolder('damaged.hdf5')
  for (const [index, { path, address }] of places.entries()) {
    // The version of the header; the number of its messages; the type of its first message.
    const offset = [0, 2, 16][index % 3] as number
    const content = Buffer.from(bytes)
    content[address + offset] = 0xee
    writeFileSync(damaged, content)
    const read = await load(damaged).catch((error) => error)
    if (!(read instanceof TrajstoreError)) assert.deepEqual(read, whole, `${path}, byte ${offset} of its header`)
  }
})
