import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { python } from '../../support/python.js'
import type { Expectation } from './kind.js'

/** What h5py and PyTables say about a file that is not as it should be. */
export interface Disagreement {
  readonly file: string
  readonly message: string
}

/** Lets one Python process read files and compare them with what they are to hold. */
export async function askPeers(expectations: readonly Expectation[]): Promise<Disagreement[]> {
  if (expectations.length === 0) return []
  const file = fileURLToPath(new URL('peers.py', import.meta.url))
  const child = spawn(python, [file], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify(expectations))
  const [output, errors, status] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(String(signal ?? code)))
    }),
  ])
  if (status === '0') return JSON.parse(output) as Disagreement[]
  throw new Error(`expected Python to read the files, got: ${status} ${errors}`)
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
