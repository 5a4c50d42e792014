import { InvalidValueError } from '../../errors.js'

const LOOPBACK = /^(tcp:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\]):(\d+|\*)|ipc:\/\/.+|inproc:\/\/.+)$/

/** Throws `InvalidValueError` for an address that strangers reach, when nothing keeps them out; `harm` is what they could do. */
export function checkAddress(url: string, isSafe: boolean, harm: string): void {
  if (LOOPBACK.test(url) || isSafe) return
  throw new InvalidValueError(
    `Whoever reaches '${url}' could ${harm}, as nobody is asked who he is there: pass curve with keys and the list of clients that are allowed, bind to 127.0.0.1 and use a tunnel, or pass insecure: true in a network that you trust.`,
  )
}
