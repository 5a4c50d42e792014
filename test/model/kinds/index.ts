import type { AnyKind } from '../engine/kind.js'
import { array } from './array.js'
import { attributes } from './attributes.js'
import { carray } from './carray.js'
import { earray } from './earray.js'
import { file } from './file.js'
import { shared } from './shared.js'
import { table } from './table.js'
import { trajectory } from './trajectory.js'
import { tree } from './tree.js'
import { vlarray } from './vlarray.js'

/** All kinds of rounds. */
export const kinds = [
  array,
  carray,
  earray,
  table,
  vlarray,
  file,
  attributes,
  tree,
  trajectory,
  shared,
] as unknown as readonly AnyKind[]

export function kindNamed(name: string): AnyKind {
  const kind = kinds.find((known) => known.name === name)
  if (kind) return kind
  throw new Error(`A kind is one of ${kinds.map((known) => known.name).join(', ')}; got '${name}'`)
}
