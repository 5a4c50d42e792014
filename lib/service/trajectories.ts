import { OVERVIEW } from '../constants/names.js'
import { DataNotInStorageError, InvalidValueError } from '../errors.js'
import type { File } from '../h5/file.js'
import { Group } from '../h5/group.js'
import { describe } from '../options.js'
import { refuseDamaged } from './damage.js'
import { readRow } from './overview/one-row.js'

/** Names of the trajectories of a file, in byte order. */
export function trajectoryNames(file: File): string[] {
  const children = file.root.list()
  for (const child of children) refuseDamaged(child, '/')
  const groups = children.filter(({ kind }) => kind === 'group')
  return groups.map(({ name }) => name).filter((name) => file.has(`${name}/${OVERVIEW}`))
}

/** The trajectory that a message means: by name, by index among the names, or the newest of the file. */
export function chooseTrajectory(file: File, name: string | undefined, index: number | undefined): string {
  if (name !== undefined && index !== undefined) {
    throw new InvalidValueError(`A trajectory is chosen by name or by index; got '${name}' and ${index}`)
  }
  if (name !== undefined) return known(file, name)
  const names = trajectoryNames(file)
  if (names.length === 0) {
    throw new DataNotInStorageError(`There is no trajectory in '${file.filename}'`, { filename: file.filename })
  }
  return index === undefined ? newest(file, names) : at(file, names, index)
}

function known(file: File, name: string): string {
  if (typeof name === 'string' && name !== '' && !/[./]/.test(name) && file.has(name)) return name
  const names = trajectoryNames(file)
  const there = names.length === 0 ? 'none' : names.map((one) => `'${one}'`).join(', ')
  throw new DataNotInStorageError(`There is no trajectory ${describe(name)} in '${file.filename}'; it has ${there}`, {
    filename: file.filename,
  })
}

function at(file: File, names: readonly string[], index: number): string {
  const name = Number.isInteger(index) ? names.at(index) : undefined
  if (name !== undefined) return name
  const count = names.length === 1 ? '1 trajectory' : `${names.length} trajectories`
  throw new InvalidValueError(`'${file.filename}' has ${count}, and none of index ${describe(index)}`, {
    filename: file.filename,
  })
}

/** By the time at which the trajectories were made, since names say nothing about that. */
function newest(file: File, names: readonly string[]): string {
  const times = names.map((name) => ({ name, timestamp: timestampOf(file, name) }))
  return times.reduce((best, one) => (one.timestamp >= best.timestamp ? one : best)).name
}

function timestampOf(file: File, name: string): number {
  const overview = file.get(`${name}/${OVERVIEW}`)
  try {
    return overview instanceof Group ? Number(readRow(overview, 'info')?.timestamp ?? 0) : 0
  } finally {
    overview.close()
  }
}
