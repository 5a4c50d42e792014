import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { computeInWorkers } from '../../lib/environment/workers/compute.js'
import { LoadGate } from '../../lib/environment/workers/load-gate.js'
import { type Load, parseMeminfo, systemMeter } from '../../lib/environment/workers/meter.js'
import { workerSettings } from '../../lib/environment/workers/options.js'
import { Environment, type Parameter, Trajectory } from '../../lib/index.js'
import { newFilenames } from '../service/support.js'
import { temporaryFolder } from '../support/temporary.js'

const newFile = newFilenames()
const inFolder = temporaryFolder()
const never = () => false

test('a run begins beside others as soon as nothing is over its cap', async () => {
  const loads: Load[] = [
    { cpu: 71, memory: 0, swap: 0 },
    { cpu: 0, memory: 51, swap: 0 },
    { cpu: 0, memory: 0, swap: 11 },
    { cpu: 70, memory: 50, swap: 10 },
  ]
  let asked = 0
  let pauses = 0
  const gate = new LoadGate(
    { cpu: 70, memory: 50, swap: 10 },
    () => loads[asked++] as Load,
    async () => void pauses++,
  )
  await gate.enter(never)
  assert.deepEqual([asked, pauses], [0, 0], 'one may always run')
  await gate.enter(never)
  assert.deepEqual([asked, pauses], [4, 3])
})

test('a run that waits begins when it is the only one, and waits no longer when none is to begin', async () => {
  const full = () => ({ cpu: 100, memory: 100, swap: 100 })
  const gate: LoadGate = new LoadGate({ cpu: 100, memory: 90, swap: 100 }, full, async () => gate.leave())
  await gate.enter(never)
  await gate.enter(never)
  let isStopping = false
  const stopping = new LoadGate({ cpu: 50, memory: 100, swap: 100 }, full, async () => {
    isStopping = true
  })
  await stopping.enter(() => isStopping)
  await stopping.enter(() => isStopping)
})

test('without caps nobody looks at the machine', async () => {
  const gate = new LoadGate({ cpu: 100, memory: 100, swap: 100 }, () => assert.fail('it is looked at'))
  await gate.enter(never)
  await gate.enter(never)
})

test('while the machine is full, workers compute one run at a time', async () => {
  const traj = new Trajectory('t', { filename: newFile() }) as Trajectory
  traj.addParameter('x', 0)
  traj.explore({ x: [0, 1, 2, 3, 4, 5] })
  await traj.store()
  const log = inFolder('log')
  const results = await computeInWorkers(traj, {
    source: fileURLToPath(new URL('./caps/simulate.ts', import.meta.url)),
    settings: workerSettings({ workers: 2, memoryCap: 80 }),
    meter: () => ({ cpu: 0, memory: 81, swap: 0 }),
    argsOf: () => [log],
    environmentHexsha: '',
    store: true,
    cleanUp: true,
    onProgress: () => {},
    stops: never,
  })
  assert.equal(results.length, 6)
  assert.match(readFileSync(log, 'utf8'), /^(began (\d)\nended \2\n){6}$/)
})

test('the machine is measured in percent', () => {
  const meter = systemMeter()
  for (const percent of Object.values(meter())) assert.ok(percent >= 0 && percent <= 100, String(percent))
  const text = 'MemTotal: 200 kB\nMemFree: 10 kB\nMemAvailable: 50 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n'
  assert.deepEqual(parseMeminfo(text), { memory: 75, swap: 0 })
})

test('caps are percentages, and show in the config', () => {
  for (const cap of [0, 101, Number.NaN]) {
    assert.throws(() => new Environment({ workers: 1, memoryCap: cap }), /memoryCap is above 0 and at most 100 percent/)
  }
  assert.throws(() => new Environment({ cpuCap: '50' as never }), /cpuCap is a number, but got '50'/)
  const { traj, name } = new Environment({ workers: 2, cpuCap: 70 })
  assert.equal((traj as Trajectory).get<Parameter>(`config.environment.${name}.cpu_cap`).valueText(9), '70.0')
})
