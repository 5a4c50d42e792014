import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { curveKeyPair } from 'zeromq'
import {
  Environment,
  type EnvironmentOptions,
  LockerServer,
  NetQueueStorageServiceSender,
  RefusedError,
  RunsFailedError,
  Trajectory,
} from '../../lib/index.js'
import { reload } from '../service/support.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const module = fileURLToPath(new URL('./interrupt/simulate.ts', import.meta.url))
const server = curveKeyPair()
const other = curveKeyPair()
const curve = { ...server, allowed: [other.publicKey] }

/** One run that waits until the gate is open. */
function experiment(name: string, options: EnvironmentOptions) {
  const [filename, log, gate] = ['hdf5', 'log', 'gate'].map((end) => inFolder(`${name}.${end}`)) as [
    string,
    string,
    string,
  ]
  const env = new Environment({ trajectory: 't', filename, workers: 1, ...options })
  env.traj.addParameter('x', 0)
  env.traj.explore({ x: [7] })
  return { filename, log, gate, run: () => env.run(module, { args: [log, gate] }) }
}

test('beside its own workers, the writer of an environment lets in who is on the list', async () => {
  const url = `ipc://${inFolder('writer')}`
  const { filename, log, gate, run } = experiment('queue', { wrapMode: 'netqueue', url, curve })
  const results = run()
  while (!existsSync(log)) await setTimeout(5)
  const from = async (keys: ReturnType<typeof curveKeyPair>, name: string) => {
    const sender = new NetQueueStorageServiceSender({ url, curve: { ...keys, serverKey: server.publicKey } })
    const traj = new Trajectory('t', { storageService: sender }) as Trajectory
    traj.stored = true
    await traj.store([traj.addResult(name, 1)]).finally(() => sender.sendDone())
  }
  await from(other, 'guest')
  await assert.rejects(from(curveKeyPair(), 'stranger'), RefusedError)
  writeFileSync(gate, '')
  assert.deepEqual(await results, [[0, 7]])
  const traj = await reload(filename)
  assert.deepEqual([traj.$.guest, traj.node('results.stranger')], [1, undefined])
})

test('an address that others reach needs keys in an environment, too', async () => {
  const { run } = experiment('open', { wrapMode: 'netqueue', url: 'tcp://0.0.0.0:*' })
  await assert.rejects(run(), /could store what he likes.*pass curve with keys/)
})

test('workers take the lock of a server that asks for keys', async () => {
  await using locks = await serverWithKeys()
  const { url } = locks
  const keys = { ...other, serverKey: server.publicKey }
  const known = experiment('lock', { wrapMode: 'netlock', url, curve: keys })
  writeFileSync(known.gate, '')
  assert.deepEqual(await known.run(), [[0, 7]])
  const stranger = { ...curveKeyPair(), serverKey: server.publicKey }
  const refused = experiment('stranger', { wrapMode: 'netlock', url, curve: stranger })
  writeFileSync(refused.gate, '')
  await assert.rejects(refused.run(), (error: RunsFailedError) => {
    assert.ok(error instanceof RunsFailedError)
    assert.ok(error.failures.get(0) instanceof RefusedError)
    return true
  })
})

async function serverWithKeys() {
  const locks = await new LockerServer({ url: 'tcp://127.0.0.1:*', curve }).start()
  return { url: locks.url, [Symbol.asyncDispose]: () => locks.close() }
}
