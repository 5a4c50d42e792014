import { File } from '../../lib/h5/file.js'
import { Group } from '../../lib/h5/group.js'
import type { Plan, StoredGroup } from '../../lib/h5/plan.js'

/** A file whose groups are read as codecs take them. */
export class StoredFile implements Disposable {
  readonly #file: File

  constructor(filename: string) {
    this.#file = File.open(filename, 'r')
  }

  /** A group with its attributes and, if asked for, everything below it. */
  async group(path: string, withChildren: boolean): Promise<StoredGroup> {
    const group = this.#file.root.get(path)
    if (!(group instanceof Group)) throw new Error(`${path} is no group`)
    const name = path.slice(path.lastIndexOf('/') + 1)
    const children = withChildren ? await group.read() : []
    return { kind: 'group', name, attributes: group.attributes.exact(), children }
  }

  [Symbol.dispose](): void {
    this.#file.close()
  }
}

/** Makes a file of plans below its root. */
export async function writePlans(filename: string, plans: readonly Plan[]): Promise<void> {
  using file = File.open(filename, 'w')
  await file.root.write(plans)
}
