import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { ExistsError } from '../../errors.js'
import { File } from '../../h5/file.js'
import { checkOptions } from '../../options.js'
import type { NodeView } from '../nodes.js'
import type { Session } from '../session.js'

export interface BackupOptions {
  /** By default `backup_<trajectory>.hdf5` beside the file, with a number when that is taken. */
  readonly backupFilename?: string | null
}

/** Copies the trajectory as it is in the file to another file. Gives the name of that file. */
export function backup(session: Session, _traj: NodeView, options: BackupOptions = {}): string {
  checkOptions(options, ['backupFilename'], 'store(BACKUP)')
  const name = session.trajectoryName
  void session.root
  const filename = options.backupFilename ? resolve(options.backupFilename) : freeName(session.file.filename, name)
  using target = File.open(filename, 'a', { title: basename(filename) })
  if (target.has(name)) {
    throw new ExistsError(`'${filename}' has a trajectory '${name}' already: name another file`, { filename })
  }
  session.file.copy(name, name, target.root)
  return filename
}

function freeName(filename: string, trajectory: string): string {
  const folder = dirname(filename)
  for (let number = 0; ; number++) {
    const candidate = join(folder, `backup_${trajectory}${number === 0 ? '' : `_${number}`}.hdf5`)
    if (!existsSync(candidate)) return candidate
  }
}
