import { existsSync, writeFileSync } from 'node:fs'
import type { Trajectory } from '../../lib/index.js'
import { ndarray, objectTable } from '../../lib/values/index.js'

const x = (traj: Trajectory): number => traj.$.x as number

/** Scalars, arrays, a table, comments that runs share, a link, and an item that is stored in the middle of the run. */
export default async function simulate(traj: Trajectory, factor = 1): Promise<number> {
  const z = x(traj) * factor
  traj.addResult('z', z, 'the product')
  traj.addResult(
    'group.trace',
    { data: new Float64Array(z % 10 === 0 ? 20_000 : 50).fill(z), short: [z, 'text'].join() },
    `about ${z % 2}`,
  )
  traj.addResult('table', { rows: objectTable({ a: [z, z + 1], b: ['x', 'y'] }) })
  traj.addDerivedParameter('twice', 2 * z, 'derived')
  traj.get('z').parent?.addLink('last', traj.get('z'))
  const early = traj.addResult('early', ndarray([[z, 1]]), 'stored at once')
  early.annotations.set({ run: z })
  await traj.store([early])
  return z
}

export const named = (traj: Trajectory): { z: number } => ({ z: x(traj) })

/** The process that computes the run. */
export const pid = (): number => process.pid

export function fails(traj: Trajectory): number {
  traj.addResult('z', x(traj))
  if (x(traj) === 2) throw new RangeError('two is too much')
  return x(traj)
}

/** Ends its process, each time. */
export async function poison(traj: Trajectory): Promise<number> {
  await traj.store([traj.addResult('z', x(traj))])
  if (x(traj) === 2) {
    process.stderr.write('about to die\n')
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => setInterval(() => {}, 1000))
  }
  return x(traj)
}

/** Ends its process the first time, after half of its data. */
export async function diesOnce(traj: Trajectory, marker: string): Promise<number> {
  await traj.store([traj.addResult('half', Math.random())])
  if (x(traj) === 2 && !existsSync(marker)) {
    writeFileSync(marker, '')
    process.exit(7)
  }
  traj.addResult('z', x(traj))
  return x(traj)
}

/** Says who it is, and gives back what it has stored. */
export async function storesRandom(traj: Trajectory, marker: string): Promise<number> {
  const random = Math.random()
  if (!existsSync(marker)) writeFileSync(marker, String(process.pid))
  await traj.store([traj.addResult('random', random)])
  return random
}

export function hangs(traj: Trajectory): number {
  while (x(traj) === 2);
  return x(traj)
}

export const givesFunction = (traj: Trajectory): unknown => (x(traj) === 2 ? () => 1 : x(traj))

export const storesNothingGood = (traj: Trajectory): number => {
  traj.addResult('good', 1)
  // Passed as a value, it fails in the file only.
  if (x(traj) === 2) traj.addResult('z', new Float64Array(2)).storageFlags = () => new Map([['z', 'NO_FLAG']])
  return x(traj)
}

/** Each run but the first has a mishap of its own. */
export async function mishaps(traj: Trajectory): Promise<unknown> {
  await traj.store([traj.addResult('good', x(traj))])
  const happens: Record<number, () => unknown> = {
    0: () => 'good',
    1: () => process.kill(process.pid, 'SIGKILL') && new Promise(() => setInterval(() => {}, 1000)),
    2: () => () => 'a function',
    3: () => {
      traj.addResult('z', new Float64Array(2)).storageFlags = () => new Map([['z', 'NO_FLAG']])
    },
    4: () => {
      throw new RangeError('four is too much')
    },
  }
  return happens[x(traj)]?.()
}

export async function loads(traj: Trajectory): Promise<unknown> {
  await traj.loadChild('results.shared')
  return traj.$.shared
}

export const values = (traj: Trajectory): unknown => ({
  list: [ndarray(new Int32Array([x(traj)]))],
  map: new Map([[1, 2]]),
})
