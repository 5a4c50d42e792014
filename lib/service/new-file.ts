import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { IoError, LockedError } from '../errors.js'
import { native } from '../h5/native.js'

/**
 * The name of what is to replace a file, in its folder. Who is killed before leaves it there; the next one to replace
 * the file knows it by its name, and that nobody has locked it, and begins anew.
 */
export function nameOfNew(path: string): string {
  const digest = createHash('sha256').update(basename(path)).digest('hex').slice(0, 16)
  return join(dirname(path), `.trajstore-repack-${digest}`)
}

/** A file that is to replace another one, locked until it does. At first it is empty, and for nobody but its owner. */
export class NewFile implements Disposable {
  readonly path: string
  readonly #replaced: string
  readonly #descriptor: number
  #isNamed = true

  /** `LockedError` while another process does the same. */
  constructor(replaced: string) {
    this.#replaced = replaced
    this.path = nameOfNew(replaced)
    if (existsSync(this.path)) removeLeftOver(this.path)
    this.#descriptor = openSync(this.path, 'wx+', 0o600)
    lock(this.#descriptor, this.path)
  }

  get size(): number {
    return fstatSync(this.#descriptor).size
  }

  /** Bytes of the old file that stand before those of HDF5. */
  copyUserBlock(bytes: number): void {
    const buffer = new Uint8Array(Math.min(bytes, 1024 * 1024))
    withDescriptor(this.#replaced, 'r', (from) => {
      for (let at = 0; at < bytes; ) {
        const read = readSync(from, buffer, 0, Math.min(buffer.length, bytes - at), at)
        if (read === 0) return
        writeSync(this.#descriptor, buffer, 0, read, at)
        at += read
      }
    })
  }

  /**
   * Takes the owner, the permissions and the name of the old file. A power loss or a kill at any moment leaves either of
   * them, whole.
   */
  takePlace(): void {
    this.#keepOwner()
    fchmodSync(this.#descriptor, statSync(this.#replaced).mode & 0o7777)
    fsyncSync(this.#descriptor)
    renameSync(this.path, this.#replaced)
    this.#isNamed = false
    withDescriptor(dirname(this.path), 'r', fsyncSync)
  }

  #keepOwner(): void {
    const [old, own] = [statSync(this.#replaced), fstatSync(this.#descriptor)]
    if (own.uid === old.uid && own.gid === old.gid) return
    try {
      fchownSync(this.#descriptor, old.uid, old.gid)
    } catch (cause) {
      const filename = this.#replaced
      throw new IoError(
        `'${filename}' belongs to user ${old.uid} and group ${old.gid}, which a new file cannot be given`,
        { filename, cause },
      )
    }
  }

  /** Removes it unless it has taken the place. */
  [Symbol.dispose](): void {
    if (this.#isNamed) rmSync(this.path, { force: true })
    closeSync(this.#descriptor)
  }
}

const removeLeftOver = (path: string): void =>
  withDescriptor(path, 'r+', (descriptor) => {
    lock(descriptor, path)
    rmSync(path)
  })

function lock(descriptor: number, filename: string): void {
  if (native.lockDescriptor(descriptor, true)) return
  throw new LockedError(`'${filename}' is being written by another process`, { filename })
}

function withDescriptor(path: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags)
  try {
    use(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
