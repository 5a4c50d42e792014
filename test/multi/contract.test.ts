import { after } from 'node:test'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { StorageService } from '../../lib/index.js'
import {
  LockWrapper,
  NetQueueStorageServiceSender,
  NetQueueStorageServiceWriter,
  PipeStorageServiceSender,
  PipeStorageServiceWriter,
  QueueStorageServiceSender,
  QueueStorageServiceWriter,
  ReferenceStore,
  ReferenceWrapper,
  StorageQueue,
} from '../../lib/multi/index.js'
import { serviceContract } from '../service/contract.js'
import { newFilenames, serviceFor } from '../service/support.js'

const newFile = newFilenames()

const open = new Set<ReopeningSender>()
after(async () => {
  for (const sender of open) await sender.finish()
})

/** What each service under test stores into, and how to wait until all is there. */
const behind = new WeakMap<StorageService, { readonly filename: string; readonly finish: () => Promise<void> }>()

async function reopen(service: StorageService): Promise<StorageService> {
  const { filename, finish } = behind.get(service)!
  await finish()
  return serviceFor(filename)
}

function lock() {
  let isHeld = false
  return {
    async acquire() {
      if (isHeld) throw new Error('The lock is held twice.')
      isHeld = true
    },
    release() {
      if (!isHeld) throw new Error('The lock is not held.')
      isHeld = false
    },
  }
}

serviceContract('LockWrapper', {
  make: () => {
    const filename = newFile()
    const service = new LockWrapper(serviceFor(filename), lock())
    behind.set(service, { filename, finish: async () => {} })
    return service
  },
  reopen,
})

serviceContract('QueueStorageServiceSender', {
  make: () => {
    const filename = newFile()
    const service = new ReopeningSender(() => {
      const queue = new StorageQueue({ maxSize: 4 })
      const ended = new QueueStorageServiceWriter(serviceFor(filename), queue).run()
      return { sender: new QueueStorageServiceSender(queue), end: () => ended }
    })
    behind.set(service, { filename, finish: () => service.finish() })
    return service
  },
  reopen,
  loads: false,
})

serviceContract('PipeStorageServiceSender', {
  make: () => {
    const filename = newFile()
    const service = new ReopeningSender(() => {
      const { port1, port2 }: { port1: MessagePort; port2: MessagePort } = new MessageChannel()
      const ended = new PipeStorageServiceWriter(serviceFor(filename), port2).run()
      return { sender: new PipeStorageServiceSender(port1), end: () => ended }
    })
    behind.set(service, { filename, finish: () => service.finish() })
    return service
  },
  reopen,
  loads: false,
})

serviceContract('NetQueueStorageServiceSender', {
  make: () => {
    const filename = newFile()
    const service = new ReopeningSender(async () => {
      const writer = await new NetQueueStorageServiceWriter(serviceFor(filename), { url: 'tcp://127.0.0.1:*' }).start()
      return { sender: new NetQueueStorageServiceSender({ url: writer.url }), end: () => writer.close() }
    })
    behind.set(service, { filename, finish: () => service.finish() })
    return service
  },
  reopen,
  loads: false,
})

serviceContract('ReferenceWrapper', {
  make: () => {
    const filename = newFile()
    const service = new ReferenceWrapper()
    const finish = () => new ReferenceStore(serviceFor(filename)).storeReferences(service.freeReferences())
    behind.set(service, { filename, finish })
    return service
  },
  reopen,
  loads: false,
  rejects: false,
})

interface Line {
  readonly sender: StorageService & { sendDone(): void }
  readonly end: () => Promise<void>
}

/** The suite looks into the file between messages: then the writer ends, and a new line begins with the next message. */
class ReopeningSender implements StorageService {
  readonly isOpen = false
  readonly multiprocSafe = true
  readonly #begin: () => Line | Promise<Line>
  #line: Line | Promise<Line> | null = null

  constructor(begin: () => Line | Promise<Line>) {
    this.#begin = begin
    open.add(this)
  }

  async store(...message: Parameters<StorageService['store']>): Promise<unknown> {
    this.#line ??= this.#begin()
    return (await this.#line).sender.store(...message)
  }

  async load(...message: Parameters<StorageService['load']>): Promise<unknown> {
    this.#line ??= this.#begin()
    return (await this.#line).sender.load(...message)
  }

  async finish(): Promise<void> {
    const line = await this.#line
    this.#line = null
    line?.sender.sendDone()
    await line?.end()
  }
}
