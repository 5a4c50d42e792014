import { realName } from './filename.js'

/** The end of the last message about each file that somebody works on or waits for. */
const ends = new Map<string, Promise<unknown>>()

/**
 * Lets the services of this process work on a file one after another, in the order in which they came; who works on
 * several files waits for all of them at once, so that nobody waits for one who waits for him.
 */
export async function inTurnOfFiles<T>(filenames: readonly string[], work: () => Promise<T>): Promise<T> {
  const names = new Set(filenames.map((filename) => realName(filename)))
  const before = Promise.all([...names].map((name) => ends.get(name)))
  const turn = before.then(work)
  const end = turn.catch(() => {})
  for (const name of names) ends.set(name, end)
  try {
    return await turn
  } finally {
    for (const name of names) if (ends.get(name) === end) ends.delete(name)
  }
}
