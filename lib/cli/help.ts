import type { Command, OptionSpec } from './command.js'
import { commands, type Listed } from './commands.js'
import { columns } from './layout.js'

/** Options that every command has. */
export const commonOptions = {
  json: { type: 'boolean', describe: 'print JSON' },
  help: { type: 'boolean', short: 'h', describe: 'say how the command is used' },
} as const satisfies Record<string, OptionSpec>

export function* generalHelp(): Generator<string> {
  yield 'Usage: trajstore COMMAND [options] …'
  yield '       trajstore FILE   (the same as info FILE)'
  yield ''
  yield* indented(columns(commands.map(({ name, summary }) => [name, summary])))
  yield ''
  yield 'Every command takes --json, and --help for its own options. Exit codes: 0 success,'
  yield '1 differences or problems found, 2 a wrong command line, a file that cannot be used, or a full disk.'
}

export function* commandHelp({ name, summary }: Listed, command: Command): Generator<string> {
  yield `Usage: trajstore ${name} ${command.usage}`
  yield ''
  yield `  ${summary}`
  yield ''
  const options = { ...command.options, ...commonOptions }
  yield* indented(columns(Object.entries(options).map(([option, spec]) => [optionText(option, spec), spec.describe])))
}

function optionText(name: string, { short, type }: OptionSpec): string {
  return `${short ? `-${short}, ` : ''}--${name}${type === 'string' ? ` ${name.toUpperCase()}` : ''}`
}

function* indented(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `  ${line}`
}
