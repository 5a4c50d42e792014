import { readFileSync, statSync } from 'node:fs'

/** Other processes that hold a lock on a file, as far as the system tells. */
export function readersOf(path: string): number[] {
  const { ino } = statSync(path)
  let locks: string
  try {
    locks = readFileSync('/proc/locks', 'utf8')
  } catch {
    return []
  }
  // "1: FLOCK  ADVISORY  READ 4711 08:02:131 0 EOF"
  const holders = Array.from(locks.matchAll(/^\d+: FLOCK +\w+ +\w+ (\d+) \w+:\w+:(\d+) /gm))
  const pids = holders.filter(([, , inode]) => Number(inode) === ino).map(([, pid]) => Number(pid))
  return [...new Set(pids)].filter((pid) => pid > 0 && pid !== process.pid)
}
