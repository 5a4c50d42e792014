import type { GroupNode, LeafNode, TreeNode } from '../tree/index.js'
import type { TrajectoryRuns } from './trajectory-runs.js'

/** How an equal trajectory is made. */
export const optionsOf = (source: TrajectoryRuns) => ({
  comment: source.comment,
  wildcards: source.wildcards.all,
  classes: source.classes,
  standardClasses: source.classes.standard,
  properties: source.properties,
  storageService: source.service,
})

/** Makes an empty trajectory equal to another: identity, runs and all nodes; data are shared, being never changed. */
export function copyTrajectory(source: TrajectoryRuns, twin: TrajectoryRuns, withLinks: boolean): void {
  copyChildren(source, twin)
  if (withLinks) for (const group of groupsOf(source)) copyLinks(group, twin)
  twin.loadIdentity(source)
  twin.loadExplorations([...source.exploredParameters().keys()])
  twin.runs.copyFrom(source.runs)
  copyMarks(source, twin)
  twin.setCurrentRun(source.currentRun)
}

function* groupsOf(source: TrajectoryRuns): Generator<GroupNode> {
  yield source
  for (const node of source.nodes({ withLinks: false })) if (!node.isLeaf) yield node as GroupNode
}

function copyChildren(from: GroupNode, to: GroupNode): void {
  for (const child of from.children()) {
    const copy = child.isLeaf ? (child as LeafNode).clone() : emptyTwin(child as GroupNode)
    to.insert(copy, child.name)
    copyMarks(child, copy)
    if (!child.isLeaf) copyChildren(child as GroupNode, copy as GroupNode)
  }
}

const emptyTwin = (group: GroupNode): GroupNode =>
  new (group.constructor as new (name: string, comment: string) => GroupNode)(group.name, group.comment)

function copyMarks(from: TreeNode, to: TreeNode): void {
  to.stored = from.stored
  if (from.hasAnnotations) for (const [name, value] of from.annotations.entries()) to.annotations.load(name, value)
}

function copyLinks(group: GroupNode, twin: TrajectoryRuns): void {
  const copy = twin.node(group.fullName) as GroupNode
  for (const [name, target] of group.links()) copy.insertLink(name, twin.node(target.fullName)!)
}
