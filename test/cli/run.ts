import { Writable } from 'node:stream'
import { answerTo, main, print } from '../../lib/cli/main.js'
import { makeProgress } from '../../lib/cli/progress.js'

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

const asStream = (memory: Memory): NodeJS.WriteStream => memory as unknown as NodeJS.WriteStream

/** Runs a command line in this process. */
export async function run(
  args: readonly string[],
  { isTerminal = false, env = {} }: { isTerminal?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const [stdout, stderr] = [new Memory(isTerminal), new Memory(isTerminal)]
  const code = await main(args, { stdout: asStream(stdout), stderr: asStream(stderr), env })
  return { code, stdout: stdout.bytes.toString(), stderr: stderr.bytes.toString(), bytes: stdout.bytes }
}

/** Runs a command once, which must succeed, and gives what it writes for people and as JSON. */
export async function runBoth(...args: string[]): Promise<{ text: string; data: unknown }> {
  const [text, json, stderr] = [new Memory(false), new Memory(false), new Memory(false)]
  const terminal = { stdout: asStream(text), stderr: asStream(stderr), env: {} }
  const answer = await answerTo(args, terminal, makeProgress(terminal.stderr))
  await print(answer, false, asStream(text))
  await print(answer, true, asStream(json))
  if (answer.exitCode) throw new Error(`expected 'trajstore ${args.join(' ')}' to succeed, got: ${text.bytes}`)
  if (stderr.bytes.length > 0) throw new Error(`'trajstore ${args.join(' ')}' wrote to stderr: ${stderr.bytes}`)
  return { text: text.bytes.toString(), data: JSON.parse(json.bytes.toString()) as unknown }
}

/** What a command answers as JSON; fails when it does not succeed. */
export async function runJson<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run([...args, '--json'])
  if (code === 2) throw new Error(`expected 'trajstore ${args.join(' ')}' to succeed, got: ${stderr}`)
  return JSON.parse(stdout) as T
}
