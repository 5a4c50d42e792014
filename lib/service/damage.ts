import type { ChildInfo, ReadAttribute } from '../h5/native.js'
import { errorFromNative } from '../h5/native-error.js'

/** What a file can have that is sound and unknown here; all else that cannot be read is damage. */
const sound: readonly string[] = ['ERR_UNSUPPORTED', 'ERR_UNSAFE', 'ERR_INVALID_TYPE', 'ERR_LIMIT']

/** Throws for a child that cannot be read, or not with all of its attributes: it must not be taken for less than it is. */
export function refuseDamaged(child: ChildInfo, parentPath: string): void {
  const path = `${parentPath === '/' ? '' : parentPath}/${child.name}`
  if (child.error) throw errorFromNative(child.error.code, child.error.message, { path })
  refuseDamagedAttributes(child.attributes ?? [], path)
}

export function refuseDamagedAttributes(attributes: readonly ReadAttribute[], path: string): void {
  for (const [name, value] of attributes) {
    if (typeof value !== 'object' || !('error' in value) || sound.includes(value.code)) continue
    throw errorFromNative(value.code, `Cannot read attribute '${name}' of '${path}': ${value.error}`, { path })
  }
}
