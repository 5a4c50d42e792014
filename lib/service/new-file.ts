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
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { IoError, LockedError } from '../errors.js'
import { native } from '../h5/native.js'

/**
 * The name of what is to replace a file, in its folder. Who is killed before leaves it there; the next one to replace
 * the file knows it by its name and begins anew.
 */
export function nameOfNew(path: string): string {
  const digest = createHash('sha256').update(basename(path)).digest('hex').slice(0, 16)
  return join(dirname(path), `.trajstore-repack-${digest}`)
}

/** An empty file for nobody but its owner, whatever was left there. `LockedError` while another process has that. */
export function beginNew(newPath: string): void {
  if (existsSync(newPath)) removeLeftOver(newPath)
  closeSync(openSync(newPath, 'wx', 0o600))
}

function removeLeftOver(newPath: string): void {
  withDescriptor(newPath, 'r', (descriptor) => {
    if (!native.lockDescriptor(descriptor, true)) {
      throw new LockedError(`'${newPath}' is being written by another process`, { filename: newPath })
    }
    rmSync(newPath)
  })
}

/** Bytes that stand before those of HDF5. */
export function copyUserBlock(oldPath: string, newPath: string, bytes: number): void {
  if (bytes === 0) return
  const step = Math.min(bytes, 1024 * 1024)
  const buffer = new Uint8Array(step)
  withDescriptor(oldPath, 'r', (from) => {
    withDescriptor(newPath, 'r+', (to) => {
      for (let at = 0; at < bytes; at += step) writeSync(to, buffer, 0, readSync(from, buffer, 0, step, at), at)
    })
  })
}

/**
 * Gives a complete file the owner, the permissions and the name of the one that it replaces. A power loss or a kill at
 * any moment leaves either of them, whole.
 */
export function takePlace(newPath: string, path: string): void {
  const old = statSync(path)
  withDescriptor(newPath, 'r+', (descriptor) => {
    keepOwner(descriptor, old, path)
    fchmodSync(descriptor, old.mode & 0o7777)
    fsyncSync(descriptor)
  })
  renameSync(newPath, path)
  syncFolder(path)
}

function keepOwner(descriptor: number, old: Stats, path: string): void {
  const { uid, gid } = fstatSync(descriptor)
  if (uid === old.uid && gid === old.gid) return
  try {
    fchownSync(descriptor, old.uid, old.gid)
  } catch (cause) {
    throw new IoError(`'${path}' belongs to user ${old.uid} and group ${old.gid}, which a new file cannot be given`, {
      filename: path,
      cause,
    })
  }
}

const syncFolder = (path: string): void => withDescriptor(dirname(path), 'r', fsyncSync)

function withDescriptor(path: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags)
  try {
    use(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
