import type { ChildProcess } from 'node:child_process'
import type { MessagePort, Worker } from 'node:worker_threads'
import { ClosedError } from '../errors.js'

/** Two ends that send each other structured data, in order. */
export interface Channel {
  /** Throws `ClosedError` when the other end is gone. */
  send(message: object): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** An end of a `MessageChannel`, a worker thread, a child process, or this process as somebody's child. */
export type ChannelEnd = MessagePort | Worker | ChildProcess | NodeJS.Process

export function channelOver(end: ChannelEnd): Channel {
  return 'postMessage' in end ? overPort(end) : overProcess(end)
}

function overPort(port: MessagePort | Worker): Channel {
  let isOpen = true
  const closing = 'close' in port ? 'close' : 'exit'
  port.on(closing as 'exit', () => {
    isOpen = false
  })
  return {
    send(message) {
      if (!isOpen) throw gone()
      port.postMessage(message)
    },
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on(closing as 'exit', listener),
    close: () => ('close' in port ? port.close() : void port.terminate()),
  }
}

function overProcess(child: ChildProcess | NodeJS.Process): Channel {
  return {
    send(message) {
      if (!child.connected) throw gone()
      // A channel that breaks while the message is under way says so by 'disconnect', too.
      child.send?.(message, undefined, undefined, () => {})
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void child.on('disconnect', listener),
    close: () => {
      if (child.connected) child.disconnect?.()
    },
  }
}

const gone = (): ClosedError => new ClosedError('The process at the other end of the channel is gone.')
