import { appendFileSync, existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DataNotInStorageError, Environment, ServiceStateError, type WrapMode } from '../../../lib/index.js'

// The main process of an experiment: begins it, or resumes it when its file has it. Says in the log what is done.

const [filename = '', log = '', wrapMode, runs = '0'] = process.argv.slice(2)
const module = fileURLToPath(new URL('./simulate.ts', import.meta.url))
const onProgress = ({ done }: { done: number }) => appendFileSync(log, `done ${done}\n`)

const environment = () =>
  new Environment({ trajectory: 't', filename, workers: 2, wrapMode: wrapMode as WrapMode, onProgress })

async function begin(): Promise<void> {
  const env = environment()
  env.traj.addParameter('x', 0, 'explored')
  env.traj.explore({ x: Array.from({ length: Number(runs) }, (_, run) => run) })
  await env.run(module, { args: [log] })
}

async function resume(): Promise<void> {
  await environment().resume(module, { args: [log] })
}

try {
  await (existsSync(filename) ? resume() : begin())
} catch (error) {
  // It was killed before it had stored that there is something to resume.
  if (!(error instanceof DataNotInStorageError || error instanceof ServiceStateError)) throw error
  await begin()
}
