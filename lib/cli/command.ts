import type { ParseArgsConfig } from 'node:util'
import type { Progress } from './progress.js'
import type { Style } from './style.js'

export type OptionSpec = NonNullable<ParseArgsConfig['options']>[string] & { readonly describe: string }

/** What a command was called with. */
export interface Call {
  /** What is no option, in order. */
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly style: Style
  readonly progress: Progress
}

/** What a command has to say: the same as data and as lines for people, or bytes as they are. */
export interface Answer {
  readonly data: unknown
  /** Written instead of the data when `--json` was not given. */
  readonly lines?: Iterable<string> | AsyncIterable<string>
  /** Written instead of anything else. */
  readonly bytes?: Uint8Array
  /** 1: the answer is "no" (differences, problems); 0 otherwise. */
  readonly exitCode?: 0 | 1
}

/** One command: its file has nothing else. */
export interface Command {
  /** What follows the name: 'FILE [PATH]'. */
  readonly usage: string
  /** How many operands there may be. */
  readonly operands: readonly [least: number, most: number]
  readonly options?: Readonly<Record<string, OptionSpec>>
  run(call: Call): Answer | Promise<Answer>
}

/** An option that is text, or undefined. */
export const textOption = (call: Call, name: string): string | undefined => {
  const value = call.options[name]
  return typeof value === 'string' ? value : undefined
}

export const isSet = (call: Call, name: string): boolean => call.options[name] === true

/** The operand at a place that `operands` promises. */
export const operand = (call: Call, place = 0): string => call.operands[place] ?? ''
