import { formatRuntime } from '../trajectory/index.js'

export interface Progress {
  readonly done: number
  readonly total: number
  /** Seconds since the first run started. */
  readonly elapsed: number
  /** Seconds until the last run ends at the pace so far; null before the first is done. */
  readonly remaining: number | null
}

export type OnProgress = (progress: Progress) => void

export function progressOf(done: number, total: number, elapsed: number): Progress {
  return { done, total, elapsed, remaining: done === 0 ? null : (elapsed / done) * (total - done) }
}

const BAR_WIDTH = 20

/** One line: a bar, the number of runs and the time left. */
export function progressLine({ done, total, remaining }: Progress): string {
  const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH)
  const bar = `${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}`
  const left = remaining === null ? '' : `, ${formatRuntime(Math.round(remaining))} left`
  return `[${bar}] ${done}/${total} runs${left}`
}

/** Shows the line on a terminal; elsewhere nothing is shown. */
export function terminalProgress(stream: NodeJS.WriteStream): OnProgress {
  if (!stream.isTTY) return () => {}
  return (progress) => {
    const end = progress.done === progress.total ? '\n' : ''
    stream.write(`\r\x1b[K${progressLine(progress)}${end}`)
  }
}
