import type { Group } from '../../h5/group.js'
import { Table } from '../../h5/table.js'

const NAME = 'explorations'

/** Writes which parameters are explored, in order; nothing is touched when the file says so already. */
export function storeExplorations(overview: Group, names: readonly string[]): void {
  const known = loadExplorations(overview)
  if (known !== null && known.length === names.length && known.every((name, i) => name === names[i])) return
  if (overview.has(NAME)) overview.remove(NAME)
  const longest = Math.max(0, ...names.map((name) => Buffer.byteLength(name)))
  const width = Math.max(1, Math.floor(1.5 * longest))
  overview
    .createTable(NAME, {
      columns: { explorations: `|S${width}` },
      expectedRows: 10000,
      ...(names.length > 0 ? { rows: names.map((name) => ({ explorations: name })) } : {}),
    })
    .close()
}

/** Full names of the explored parameters; null when the file does not say. */
export function loadExplorations(overview: Group): string[] | null {
  const node = overview.has(NAME) ? overview.get(NAME) : undefined
  if (!(node instanceof Table)) {
    node?.close()
    return null
  }
  using table = node
  return table.nrows === 0 ? [] : (table.column('explorations') as string[])
}
