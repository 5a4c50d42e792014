import type { Random } from '../random.js'
import type { Event } from './trace.js'

const SECTOR = 512

/** A file on the disk, and what was done to it since it was synced. */
interface Inode {
  image: Buffer
  readonly pending: Event[]
}

interface NameChange {
  readonly path: string
  /** Null when the name was removed. */
  readonly inode: Inode | null
}

/** What a disk holds for certain, and what it may hold, while events go by. */
export class Disk {
  /** As programs see them. */
  readonly #names = new Map<string, Inode>()
  readonly #durableNames = new Map<string, Inode>()
  readonly #nameChanges: NameChange[] = []

  constructor(files: ReadonlyMap<string, Buffer>) {
    for (const [path, image] of files) {
      const inode = { image, pending: [] }
      this.#names.set(path, inode)
      this.#durableNames.set(path, inode)
    }
  }

  apply(event: Event): void {
    const { kind, path } = event
    if (kind === 'c') this.#rename(path, { image: Buffer.alloc(0), pending: [] })
    else if (kind === 'u') this.#rename(path, null)
    else if (kind === 'd') this.#syncNames()
    else if (kind === 's') this.#sync(this.#inode(path))
    else if (kind === 'w' || kind === 't') this.#inode(path).pending.push(event)
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path)
    if (inode === undefined) throw new Error(`the trace touches '${path}' before it is there`)
    return inode
  }

  #rename(path: string, inode: Inode | null): void {
    this.#nameChanges.push({ path, inode })
    if (inode === null) this.#names.delete(path)
    else this.#names.set(path, inode)
  }

  #syncNames(): void {
    for (const change of this.#nameChanges.splice(0)) takeName(this.#durableNames, change)
  }

  #sync(inode: Inode): void {
    for (const event of inode.pending.splice(0)) inode.image = written(inode.image, event)
  }

  /** The files as a loss of power could leave them: anything that was not synced may be there, or not, or in part. */
  crash(random: Random): Map<string, Buffer> {
    const names = new Map(this.#durableNames)
    for (const change of this.#nameChanges) if (random.next() < 0.5) takeName(names, change)
    return new Map(Array.from(names, ([path, inode]) => [path, leftOf(inode, random)]))
  }
}

function takeName(names: Map<string, Inode>, { path, inode }: NameChange): void {
  if (inode === null) names.delete(path)
  else names.set(path, inode)
}

/** Which of the events since the last sync reached the disk. */
const fates: readonly ((events: readonly Event[], random: Random) => Event[])[] = [
  () => [],
  (events) => [...events],
  (events, random) => events.slice(0, random.below(events.length + 1)),
  (events, random) => events.filter(() => random.next() < 0.5),
  (events, random) => events.flatMap((event) => sectorsOf(event).filter(() => random.next() < 0.7)),
  // All but few sectors: what is torn is as small as it can be.
  (events, random) => events.flatMap((event) => sectorsOf(event).filter(() => random.next() < 0.97)),
]

function leftOf({ image, pending }: Inode, random: Random): Buffer {
  const events = random.pick(fates)(pending, random)
  const garbage = random.next() < 0.5 ? 0 : 0xa5
  return events.reduce<Buffer>((left, event) => written(left, event, garbage), Buffer.from(image))
}

/** A write falls apart into the sectors that it touches. */
function sectorsOf(event: Event): Event[] {
  if (event.kind !== 'w') return [event]
  const { number, data } = event
  const parts: Event[] = []
  for (let at = 0; at < data.length; ) {
    const size = Math.min(SECTOR - ((number + at) % SECTOR), data.length - at)
    parts.push({ ...event, number: number + at, data: data.subarray(at, at + size) })
    at += size
  }
  return parts
}

/** A file that grows over what was not written has anything there. */
function written(image: Buffer, { kind, number, data }: Event, filler = 0): Buffer {
  const end = kind === 't' ? number : Math.max(image.length, number + data.length)
  const changed = end === image.length ? image : resized(image, end, kind === 't' ? 0 : filler)
  if (kind === 'w') changed.set(data, number)
  return changed
}

function resized(image: Buffer, size: number, filler: number): Buffer {
  if (size < image.length) return Buffer.from(image.subarray(0, size))
  return Buffer.concat([image, Buffer.alloc(size - image.length, filler)])
}
