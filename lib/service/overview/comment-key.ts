import { createHash } from 'node:crypto'
import { RUN_NAME } from '../../constants/names.js'

/** Runs say the same again and again. */
const digests = new Map<string, string>()
const MOST_DIGESTS = 256

/** SHA-1 of a comment in UTF-8, lower case hex. */
export function digestOf(comment: string): string {
  const known = digests.get(comment)
  if (known !== undefined) return known
  const digest = createHash('sha1').update(comment, 'utf8').digest('hex')
  if (digests.size >= MOST_DIGESTS) digests.clear()
  digests.set(comment, digest)
  return digest
}

/** Whether a part of a name tells runs apart: `run_00000003`, `run_ALL`, `run_set_00000`. */
export const isRunPart = (part: string): boolean =>
  RUN_NAME.test(part) || part === 'run_ALL' || part.startsWith('run_set_')

/** Index of the run a leaf belongs to; -1 outside of runs, which counts as the lowest. */
export function runOf(fullName: string): number {
  for (const part of fullName.split('.')) {
    const match = RUN_NAME.exec(part)
    if (match) return Number(match[1])
  }
  return -1
}

/** Leaves whose keys are equal share a comment: the comment and the name and place below the run are the same. */
export const keyOf = (fullName: string, digest: string): string =>
  `${fullName
    .split('.')
    .map((part) => (isRunPart(part) ? '$' : part))
    .join('.')}\n${digest}`

export const digestIn = (key: string): string => key.slice(key.indexOf('\n') + 1)
