import type { File } from './file.js'
import type { NativeGroup, TypedValue } from './native.js'
import { splitPath, withGroup } from './path.js'

const DIRTY: TypedValue = { dtype: '<i4', shape: [], data: Uint8Array.of(1, 0, 0, 0) }

/**
 * Tells PyTables that its indexes of a table's columns no longer fit the rows: it then searches the rows themselves,
 * and makes the indexes anew when `reindex_dirty()` is called.
 *
 * Source: PyTables, tables/index.py, attribute `DIRTY` of an index.
 */
export function markIndexesDirty(file: File, tablePath: string): void {
  const names = splitPath(tablePath)
  const indexes = `_i_${names.pop()}`
  withGroup(file, file.root, names, (parent) => {
    if (parent.kindOf(indexes) === 'group') markBelow(parent, indexes)
  })
}

/** Columns of nested types have their indexes in groups of their own. */
function markBelow(parent: NativeGroup, name: string): void {
  const group = parent.openGroup(name)
  try {
    for (const child of group.list({})) if (child.kind === 'group') markBelow(group, child.name)
    if (group.hasAttribute('DIRTY')) group.setAttributes([['DIRTY', DIRTY]])
  } finally {
    group.close()
  }
}
