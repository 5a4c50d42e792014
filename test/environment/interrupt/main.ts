import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Environment, type WrapMode } from '../../../lib/index.js'

// The main process of an experiment that is interrupted. Says in the log when it hears of it, and what it has in the end.

const [filename = '', log = '', gate = '', wrapMode] = process.argv.slice(2)
process.once('SIGINT', () => appendFileSync(log, 'interrupted\n'))
const env = new Environment({ trajectory: 't', filename, workers: 2, wrapMode: wrapMode as WrapMode })
env.traj.addParameter('x', 0, 'explored')
env.traj.explore({ x: [0, 1, 2, 3, 4] })
const results = await env.run(fileURLToPath(new URL('./simulate.ts', import.meta.url)), { args: [log, gate] })
appendFileSync(log, `results ${results.length}\n`)
