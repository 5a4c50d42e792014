import { decodeAttribute, encodeAttribute } from '../codec/index.js'
import { ANNOTATED, ANNOTATION_PREFIX } from '../constants/names.js'
import type { Group } from '../h5/group.js'
import type { Attributes, AttributeValue } from '../h5/plan.js'
import type { NodeView } from './nodes.js'

/** The attributes that hold a node's annotations. */
export function annotationAttributes(node: NodeView): [name: string, value: AttributeValue][] {
  if (node.annotations.size === 0) return []
  const entries = Array.from(node.annotations.entries(), ([name, value]): [string, AttributeValue] => [
    `${ANNOTATION_PREFIX}${name}`,
    encodeAttribute(value),
  ])
  return [[ANNOTATED, true], ...entries]
}

/** Writes annotations that the file lacks, or with `replace` makes the file's equal to those in memory. */
export function storeAnnotations(group: Group, node: NodeView, replace: boolean): void {
  const wanted = annotationAttributes(node)
  if (wanted.length === 0 && !replace) return
  const known = group.attributes.keys().filter((name) => name === ANNOTATED || name.startsWith(ANNOTATION_PREFIX))
  const kept = replace ? [] : known
  group.attributes.assign(wanted.filter(([name]) => !kept.includes(name)))
  if (!replace) return
  const names = new Set(wanted.map(([name]) => name))
  for (const name of known) if (!names.has(name)) group.attributes.delete(name)
}

/** Reads annotations into a node that has none, or with `replace` in place of what it has. */
export function loadAnnotations(attributes: Attributes, node: NodeView, replace: boolean): void {
  if (replace) node.annotations.clear()
  if (node.annotations.size > 0 || !attributes.get(ANNOTATED)) return
  for (const [name, value] of attributes) {
    if (name.startsWith(ANNOTATION_PREFIX)) {
      node.annotations.load(name.slice(ANNOTATION_PREFIX.length), decodeAttribute(value))
    }
  }
}
