import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** `--name 12` of the command line, or what stands here. */
export function numberOptions<Name extends string>(defaults: Readonly<Record<Name, number>>): Record<Name, number> {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' as const }]))
  const { values } = parseArgs({ options, strict: false })
  const given = Object.entries<number>(defaults).map(([name, value]) => {
    const number = values[name] === undefined ? value : Number(values[name])
    if (Number.isInteger(number) && number >= 0) return [name, number]
    throw new Error(`--${name} must be a whole number; got ${String(values[name])}`)
  })
  return Object.fromEntries(given) as Record<Name, number>
}

/** `--name text` of the command line. */
export function textOption(name: string): string | undefined {
  const value = parseArgs({ options: { [name]: { type: 'string' } }, strict: false }).values[name]
  return typeof value === 'string' ? value : undefined
}

/** Does something in a folder of its own, in memory where there is some, that is gone afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'trajstore-crash-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
