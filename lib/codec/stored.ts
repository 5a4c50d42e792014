import { CorruptError, InvalidTypeError } from '../errors.js'
import type { Attributes, AttributeValue, Stored, StoredDataset, StoredGroup } from '../h5/plan.js'
import { type Value, valueTypeName } from '../values/index.js'

export function datasetOf(stored: Stored): StoredDataset {
  if (stored.kind === 'dataset') return stored
  throw new CorruptError(`expected a dataset for '${stored.name}', got a group`)
}

export function groupOf(stored: Stored): StoredGroup {
  if (stored.kind === 'group') return stored
  throw new CorruptError(`expected a group for '${stored.name}', got a dataset`)
}

/** The child of that name; `CorruptError` if there is none. */
export function childOf(group: StoredGroup, name: string): Stored {
  const child = group.children.find((candidate) => candidate.name === name)
  if (!child) throw new CorruptError(`expected '${name}' in '${group.name}', got ${namesOf(group)}`)
  return child
}

const namesOf = ({ children }: StoredGroup): string =>
  children.length === 0 ? 'nothing' : children.map(({ name }) => name).join(', ')

/** A text attribute, or null. */
export function textAttribute(attributes: Attributes, name: string): string | null {
  const value = attributes.get(name)
  return typeof value === 'string' ? value : null
}

/** An integer or boolean attribute as a number, or null. */
export function numberAttribute(attributes: Attributes, name: string): number | null {
  const value: AttributeValue | undefined = attributes.get(name)
  return value === undefined || typeof value === 'string' || typeof value === 'object' ? null : Number(value)
}

/** The sentence for a value that a storage flag cannot hold. */
export const unfit = (flag: string, name: string, expected: string, value: Value): InvalidTypeError =>
  new InvalidTypeError(`expected ${expected} for '${name}' with storage flag ${flag}, got ${valueTypeName(value)}`)
