import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { IoError, TrajstoreError } from '../errors.js'
import { likely } from '../options.js'
import { isError } from '../values/index.js'
import type { Answer, Call, Command } from './command.js'
import { commands, type Listed } from './commands.js'
import { commandHelp, commonOptions, generalHelp } from './help.js'
import { toJson } from './json.js'
import { safeText } from './layout.js'
import { makeProgress } from './progress.js'
import { makeStyle, wantsColour } from './style.js'
import { UsageError } from './usage-error.js'

/** What the command line needs of the process. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
}

/** Runs a command line and gives its exit code: 0 success, 1 differences or problems found, 2 usage, or what cannot be read or written. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const progress = makeProgress(terminal.stderr)
  // The write that failed hears of it too, and tells.
  terminal.stdout.on('error', endWithReader)
  try {
    const answer = await answerTo(args, terminal, progress)
    progress.clear()
    await print(answer, args.includes('--json'), terminal.stdout)
    return answer.exitCode ?? 0
  } catch (error) {
    progress.clear()
    terminal.stderr.write(`trajstore: ${sentence(error)}\n`)
    return 2
  }
}

/** Our own errors and the system's are sentences; anything else is a mistake here, and its stack says where. */
function sentence(error: unknown): string {
  if (!isError(error)) return String(error)
  if (error instanceof TrajstoreError || 'syscall' in error) return safeText(error.message)
  return error.stack ?? error.message
}

/** What a command line answers; throws what `main` tells in a sentence. */
export async function answerTo(
  args: readonly string[],
  terminal: Terminal,
  progress: Call['progress'],
): Promise<Answer> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    return { data: commands.map(({ name, summary }) => ({ name, summary })), lines: generalHelp() }
  }
  if (!isKnown(name) && existsSync(name)) return answerTo(['info', ...args], terminal, progress)
  const listed = find(name === '--version' ? 'versions' : name)
  const { command } = await listed.load()
  const { values, positionals } = parse(command, rest, listed.name)
  if (values.help) return { data: { usage: command.usage }, lines: commandHelp(listed, command) }
  const [least, most] = command.operands
  if (positionals.length < least || positionals.length > most) {
    throw new UsageError(`usage: trajstore ${listed.name} ${command.usage}`)
  }
  const style = makeStyle(wantsColour(terminal.stdout.isTTY === true, terminal.env))
  return command.run({ operands: positionals, options: values, style, progress })
}

const isKnown = (name: string): boolean => name === '--version' || commands.some((one) => one.name === name)

function find(name: string): Listed {
  const listed = commands.find((one) => one.name === name)
  if (listed) return listed
  const hint = likely(
    name,
    commands.map((one) => one.name),
  )
  const question = hint === undefined ? '' : `; did you mean '${hint}'?`
  throw new UsageError(`there is no command and no file '${name}'${question || '.'} See trajstore --help`)
}

interface Parsed {
  readonly values: Record<string, string | boolean | undefined>
  readonly positionals: string[]
}

function parse(command: Command, args: string[], name: string): Parsed {
  const options = { ...command.options, ...commonOptions }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    return { values: values as Parsed['values'], positionals }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(`${name}: ${error.message.split('. ')[0]}; see trajstore ${name} --help`)
  }
}

/** Writes an answer: for people, or as JSON. */
export async function print(answer: Answer, asJson: boolean, stdout: NodeJS.WriteStream): Promise<void> {
  if (answer.bytes) return write(stdout, answer.bytes)
  if (asJson || !answer.lines) return write(stdout, `${toJson(answer.data)}\n`)
  let block = ''
  for await (const line of answer.lines) {
    block += `${line}\n`
    if (block.length < 65536) continue
    await write(stdout, block)
    block = ''
  }
  await write(stdout, block)
}

/** A reader that goes away, as `head` does, is no failure. */
function endWithReader({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') process.exit(0)
}

/** Throws `IoError` when it cannot be written, as on a full disk. */
async function write(stream: NodeJS.WriteStream, content: string | Uint8Array): Promise<void> {
  if (content.length === 0) return
  const error = await new Promise<Error | null | undefined>((resolve) => stream.write(content, resolve))
  if (!error) return
  endWithReader(error)
  throw new IoError(`The output cannot be written: ${error.message}`, { cause: error })
}
