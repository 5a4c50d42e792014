import { InvalidValueError } from '../../errors.js'

const LOOPBACK = /^(tcp:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\]):(\d+|\*)|ipc:\/\/.+|inproc:\/\/.+)$/

/** Throws `InvalidValueError` for an address at which strangers could take and free locks. */
export function checkAddress(url: string, insecure: boolean): void {
  if (LOOPBACK.test(url) || insecure) return
  throw new InvalidValueError(
    `Whoever reaches '${url}' could take and free locks, as nobody is asked who he is there: bind to 127.0.0.1 and use a tunnel, or pass insecure: true in a network that you trust.`,
  )
}
