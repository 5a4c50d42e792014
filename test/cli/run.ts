import { Writable } from 'node:stream'
import { main } from '../../lib/cli/main.js'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly bytes: Buffer
}

class Memory extends Writable {
  readonly chunks: Buffer[] = []
  readonly columns = 80
  readonly isTTY: boolean
  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.chunks.push(Buffer.from(chunk))
    done()
  }
  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }
}

/** Runs a command line in this process. */
export async function run(
  args: readonly string[],
  { isTerminal = false, env = {} }: { isTerminal?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const [stdout, stderr] = [new Memory(isTerminal), new Memory(isTerminal)]
  const code = await main(args, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    env,
  })
  return { code, stdout: stdout.bytes.toString(), stderr: stderr.bytes.toString(), bytes: stdout.bytes }
}

/** What a command answers as JSON; fails when it does not succeed. */
export async function runJson<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run([...args, '--json'])
  if (code === 2) throw new Error(`expected 'trajstore ${args.join(' ')}' to succeed, got: ${stderr}`)
  return JSON.parse(stdout) as T
}
