// Prints a trajectory as an indented tree, with values where leaves have them.

import { inspect } from 'node:util'

export function printTree(traj, { except = [] } = {}) {
  console.log(traj.name)
  for (const node of traj.children()) if (!except.includes(node.name)) printNode(node, 1)
}

function printNode(node, depth) {
  console.log(`${'  '.repeat(depth)}${node.name}${node.isLeaf ? ` = ${textOf(node)}` : ''}`)
  if (!node.isLeaf) for (const child of node.children()) printNode(child, depth + 1)
}

function textOf(leaf) {
  if (leaf.isEmpty()) return '(not loaded)'
  const value = leaf.isParameter ? (leaf.isExplored ? leaf.range : leaf.get()) : leaf.toDict()
  return inspect(value, { compact: true, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 6 })
}
