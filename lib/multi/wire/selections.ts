import type { GroupView, NodeView, TrajectoryView } from '../../service/nodes.js'
import type { ListItem } from '../../service/requests.js'
import type { MessageOptions } from '../../service/storage-service.js'
import { Selection } from './pack-tree.js'

type Select = (selection: Selection, subject: never, options: MessageOptions) => void

const nothing: Select = () => {}

const nodeAndBelow: Select = (selection, node: NodeView, { recursive }) =>
  recursive ? selection.addAll(node) : selection.add(node)

/** Which nodes travel with a message of `store`; a message that is not named here takes none. */
const selections: Readonly<Record<string, Select>> = {
  TRAJECTORY: (selection, traj: TrajectoryView, { onlyInit }) => {
    selection.allRuns = true
    const settings = (traj.child('config') as GroupView | undefined)?.child('hdf5')
    if (!onlyInit) selection.addAll(traj)
    else if (settings !== undefined) selection.addAll(settings)
    selection.add(traj)
  },
  SINGLE_RUN: (selection, traj: TrajectoryView) => {
    selection.add(traj)
    for (const node of traj.newNodes()) if (!node.stored) selection.addAll(node)
    for (const { target } of traj.newLinks()) selection.mention(target)
  },
  SEGMENT: (selection, traj: TrajectoryView) => selection.add(traj),
  LEAF: (selection, leaf: NodeView) => selection.add(leaf),
  ACCESS_DATA: (selection, leaf: NodeView) => selection.mention(leaf),
  GROUP: nodeAndBelow,
  TREE: (selection, parent: NodeView, options) => {
    let node: NodeView | undefined = parent
    for (const name of String(options.child).split('.')) {
      node = node === undefined || node.isLeaf ? undefined : (node as GroupView).child(name)
      if (node !== undefined) selection.add(node)
    }
    selection.mention(parent)
    if (node !== undefined) nodeAndBelow(selection, node as never, options)
  },
  DELETE: (selection, node: NodeView) => selection.mention(node),
  BACKUP: (selection, traj: TrajectoryView) => selection.add(traj),
  PREPARE_MERGE: (selection, traj: TrajectoryView) => {
    selection.allRuns = true
    selection.add(traj)
  },
  LIST: (selection, items: ListItem[]) => {
    for (const [message, subject, options] of items) select(selection, message, subject, options ?? {})
  },
}

function select(selection: Selection, message: string, subject: unknown, options: MessageOptions): void {
  ;(selections[message] ?? nothing)(selection, subject as never, options)
}

/** What must travel with a message that was checked. */
export function selectionFor(message: string, subject: unknown, options: MessageOptions): Selection {
  const selection = new Selection()
  select(selection, message, subject, options)
  return selection
}
