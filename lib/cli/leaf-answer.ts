import { Parameter, Result } from '../index.js'
import { GroupNode, LeafNode, type TreeNode } from '../tree/index.js'
import { type Value, valueTypeName } from '../values/index.js'
import { loadAnyTrajectory } from './any-trajectory.js'
import { type Answer, type Call, operand } from './command.js'
import { columns, safeText } from './layout.js'
import { valueText } from './value-text.js'

/** A node of a trajectory, with its data. */
export async function leafAnswer(call: Call, trajectory: string, fullName: string): Promise<Answer> {
  const traj = await loadAnyTrajectory(operand(call), trajectory)
  const node = await traj.fetch(fullName)
  return node instanceof LeafNode ? leafFacts(call, node) : groupFacts(call, node)
}

/** What a leaf holds: the items of a result, the value of a parameter and its range. */
export function itemsOf(leaf: LeafNode): Map<string, Value> {
  if (leaf instanceof Result) return new Map(leaf.entries())
  if (!(leaf instanceof Parameter)) return new Map()
  const { typedDefault } = leaf
  return typedDefault === null ? new Map() : new Map([['value', typedDefault]])
}

function leafFacts(call: Call, leaf: LeafNode): Answer {
  const items = itemsOf(leaf)
  const range = leaf instanceof Parameter && leaf.isExplored ? leaf.range : undefined
  const data = {
    ...nodeFacts(leaf),
    items: Object.fromEntries(Array.from(items, ([name, value]) => [name, { type: valueTypeName(value), value }])),
    ...(range === undefined ? {} : { range }),
  }
  const rows = Array.from(items, ([name, value]) => [
    call.style.name(safeText(name)),
    call.style.dim(valueTypeName(value)),
    valueText(value),
  ])
  if (range !== undefined)
    rows.push([call.style.name('range'), call.style.dim(`${range.length} runs`), valueText(range)])
  return { data, lines: [...heading(call, leaf), ...columns(rows)] }
}

function groupFacts(call: Call, node: TreeNode): Answer {
  const children = node instanceof GroupNode ? [...node.children()] : []
  const data = { ...nodeFacts(node), children: children.map(({ name }) => name) }
  const rows = children.map((child) => [
    safeText(child.name),
    call.style.dim(child.constructor.name),
    safeText(child.comment),
  ])
  return { data, lines: [...heading(call, node), ...columns(rows)] }
}

const nodeFacts = (node: TreeNode) => ({
  fullName: node.fullName,
  class: node.constructor.name,
  comment: node.comment,
  annotations: Object.fromEntries(node.annotations.entries()),
})

function* heading({ style }: Call, node: TreeNode): Generator<string> {
  yield `${style.bold(safeText(node.fullName))}  ${style.dim(node.constructor.name)}`
  if (node.comment !== '') yield safeText(node.comment)
  for (const [name, value] of node.annotations.entries()) yield style.dim(`@${safeText(name)}: ${valueText(value)}`)
}
