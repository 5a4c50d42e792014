/** Says on a terminal's stderr how far long work is; nothing anywhere else. */
export interface Progress {
  /** `total` undefined: it is not known. */
  show(what: string, done: number, total?: number): void
  /** Removes what was shown. */
  clear(): void
}

const EVERY_MS = 100

export function makeProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} }
  let shownAt = Date.now()
  let isShown = false
  return {
    show(what, done, total) {
      const now = Date.now()
      if (now - shownAt < EVERY_MS) return
      shownAt = now
      isShown = true
      const text = `${what}: ${done}${total === undefined ? '' : ` of ${total}`} …`
      stream.write(`\r\x1b[K${text.slice(0, stream.columns - 1)}`)
    },
    clear() {
      if (isShown) stream.write('\r\x1b[K')
      isShown = false
    },
  }
}
