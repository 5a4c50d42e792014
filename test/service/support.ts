import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { File } from '../../lib/h5/file.js'
import type { Group } from '../../lib/h5/group.js'
import type { Table } from '../../lib/h5/table.js'
import {
  HDF5StorageService,
  type HDF5StorageServiceOptions,
  type LoadOptions,
  loadTrajectory,
  Trajectory,
  type TrajectoryOptions,
} from '../../lib/index.js'

/** Gives new file names in a folder that goes with the test file. */
export function newFilenames(): () => string {
  const folder = mkdtempSync(join(tmpdir(), 'trajstore-service-'))
  after(() => rmSync(folder, { recursive: true }))
  let count = 0
  return () => join(folder, `file${count++}.hdf5`)
}

export const trajectoryIn = (filename: string, options: TrajectoryOptions = {}, name = 't'): Trajectory =>
  new Trajectory(name, { filename, ...options }) as Trajectory

export const allData = { parameters: 'data', derivedParameters: 'data', results: 'data', other: 'data' } as const

/** Loads everything. */
export const reload = (filename: string, options: LoadOptions & TrajectoryOptions = {}): Promise<Trajectory> =>
  loadTrajectory(filename, { ...allData, ...options }) as Promise<Trajectory>

export const serviceFor = (filename: string, options: HDF5StorageServiceOptions = {}): HDF5StorageService =>
  new HDF5StorageService({ filename, trajectory: { name: 't' }, ...options })

/** Looks into a file without the service. */
export function inFile<T>(filename: string, look: (file: File) => T): T {
  using file = File.open(filename, 'r')
  return look(file)
}

export function changeFile<T>(filename: string, change: (file: File) => T): T {
  using file = File.open(filename, 'r+')
  return change(file)
}

export const attributeIn = (filename: string, path: string, name: string): unknown =>
  inFile(filename, (file) => {
    using node = file.get(path)
    return node.attributes.get(name)
  })

/** Rows of a table of the overview; undefined when there is none. */
export const overviewRows = (
  filename: string,
  table: string,
  trajectory = 't',
): Record<string, unknown>[] | undefined =>
  inFile(filename, (file) => {
    const path = `${trajectory}/overview/${table}`
    if (!file.has(path)) return undefined
    using node = file.get(path)
    return Array.from((node as Table).records(), (row) => ({ ...row }))
  })

/** Full names that a table lists, sorted. */
export const listed = (filename: string, table: string, trajectory = 't'): string[] =>
  (overviewRows(filename, table, trajectory) ?? []).map(({ location, name }) => `${location}.${name}`).sort()

/** Paths below a group, sorted; '' for none. */
export const pathsIn = (filename: string, path: string): string[] =>
  inFile(filename, (file) => {
    if (!file.has(path)) return []
    using group = file.get(path) as Group
    return Array.from(group.walk(), (node) => node.path).sort()
  })

/** Every byte, to see that nothing has changed. */
export const bytesOf = (filename: string): Buffer => readFileSync(filename)
