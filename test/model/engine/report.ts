import type { Round, Step } from './kind.js'

/** A finding: which round, why, and the shortest sequence. */
export interface Finding {
  readonly kind: string
  readonly seed: number
  readonly round: number
  readonly message: string
  readonly shortest?: Round
}

export function report({ kind, seed, round, message, shortest }: Finding): string {
  const lines = [`${kind}: round ${round} of seed ${seed} failed: ${message}`]
  if (shortest) {
    lines.push('the shortest sequence:', `  ${JSON.stringify(shortest.config)}`)
    for (const step of shortest.steps) lines.push(`  ${readable(step)}`)
    lines.push('to run it again, put this into a file for --replay:', JSON.stringify(shortest))
  }
  return lines.join('\n')
}

const readable = ([name, args]: Step): string =>
  `${name.padEnd(12)} ${Object.entries(args)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(' ')}`

/** Failures of one cause usually say the same but for numbers and names. */
export const signature = (message: string): string =>
  (message.split('\n')[0] as string).replace(/'[^']*'|\d+/g, '_').slice(0, 40)
