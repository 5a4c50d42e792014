import type { SharedEArray, SharedResult, Trajectory } from '../../../lib/index.js'
import { ndarray, objectTable } from '../../../lib/values/index.js'

/** Scalars, arrays small and large, a table, comments that runs share, and a row of an array that all runs share. */
export default async function simulate(traj: Trajectory): Promise<number> {
  const x = traj.$.x as number
  traj.addResult('scalars', { sum: x + 0.5, label: `run ${x}`, isEven: x % 2 === 0 }, 'some scalars')
  traj.addResult('trace', new Float64Array(x % 16 === 0 ? 16_384 : 64).fill(x), `of parity ${x % 2}`)
  traj.addResult('matrix', ndarray(Int32Array.of(x, 1, 2, 3), [2, 2]), 'a matrix')
  traj.addResult('table', { rows: objectTable({ a: [x, x + 1], b: ['one', 'two'] }) }, 'a table')
  traj.addDerivedParameter('twice', 2 * x, 'derived')
  const rows = traj.get<SharedResult>('log').get('rows') as SharedEArray
  await rows.append([x, 2 * x])
  return x
}
