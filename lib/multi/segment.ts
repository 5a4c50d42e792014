import { File } from '../h5/file.js'
import { configuredSettings } from '../service/config-leaves.js'
import type { GroupView, LeafView, NodeView, TrajectoryView } from '../service/nodes.js'
import { Session } from '../service/session.js'
import type { MessageOptions } from '../service/storage-service.js'
import { storeLink, storeNode } from '../service/store/group.js'
import type { SegmentLine } from '../service/store/segment.js'
import { type OutgoingRequest, packRequest } from './wire/request.js'

/** Smaller runs travel as values: the file around them would be larger than they are. */
const SEGMENT_FROM_BYTES = 64 << 10

/** What the overview shows of a value. */
const VALUE_TEXT = 64

/** Tables about leaves are in the writer's file; a segment has none. */
const WITHOUT_TABLES = {
  smallOverviewTables: false,
  largeOverviewTables: false,
  summaryTables: false,
  purgeDuplicateComments: false,
} as const

/**
 * What a run has added, on its way to the writer. A large run becomes a file in memory here, where the data are
 * compressed; the writer copies its nodes as they are.
 */
export async function packRun(
  traj: TrajectoryView,
  options: MessageOptions,
  fromBytes = SEGMENT_FROM_BYTES,
): Promise<OutgoingRequest> {
  const request = packRequest('SINGLE_RUN', traj, options)
  const { trajectoryName, filename, ...rest } = options
  const isPlain = filename === undefined && Object.keys(rest).length === 0
  if (request.bytes.length < fromBytes || !isPlain || !staysInRun(traj)) return request
  const before = marksOf(traj)
  const image = await imageOf(traj)
  const lines = [...before.keys()].flatMap((node) => (node.isLeaf ? [lineOf(node as LeafView)] : []))
  const after = marksOf(traj)
  const segment = { trajectoryName, image, lines }
  restore(before)
  const { bytes, accept } = packRequest('SEGMENT', traj, segment as unknown as MessageOptions)
  return {
    bytes,
    trajectoryName: request.trajectoryName,
    accept: (answer) => {
      const result = accept(answer)
      restore(after)
      return result
    },
  }
}

/** Only what no other run can have added is copied blindly. */
function staysInRun(traj: TrajectoryView): boolean {
  const { name } = traj.runs.get(traj.currentRun)
  const isInRun = ({ fullName }: NodeView) => fullName.split('.').includes(name)
  const isLeading = (node: NodeView) => !node.isLeaf && node.annotations.size === 0 && node.comment === ''
  return (
    traj.newNodes().every((node) => isInRun(node) || isLeading(node)) &&
    traj.newLinks().every(({ parent }) => isInRun(parent))
  )
}

async function imageOf(traj: TrajectoryView): Promise<Uint8Array> {
  using file = File.createImage()
  using session = new Session({ file, trajectoryName: traj.name, explicit: WITHOUT_TABLES })
  session.begin(configuredSettings(traj))
  session.ensure('')
  for (const node of traj.newNodes()) {
    if (!node.stored) await storeNode(session, node, 'data', Number.POSITIVE_INFINITY, true)
  }
  for (const { parent, name, target } of traj.newLinks()) storeLink(session, parent, name, target, 'data')
  session.commit()
  removeOverview(session)
  return file.image()
}

function removeOverview(session: Session): void {
  session.close()
  const path = `/${session.trajectoryName}/overview`
  if (session.file.has(path)) session.file.remove(path)
}

type Marks = ReadonlyMap<NodeView, boolean>

/** The run's nodes, with those below them, and which of them are in the file. */
function marksOf(traj: TrajectoryView): Marks {
  const marks = new Map<NodeView, boolean>()
  const visit = (node: NodeView): void => {
    marks.set(node, node.stored)
    if (!node.isLeaf) for (const child of (node as GroupView).children()) visit(child)
  }
  for (const node of traj.newNodes()) if (!node.stored || !node.isLeaf) visit(node)
  return marks
}

function restore(marks: Marks): void {
  for (const [node, stored] of marks) node.stored = stored
}

const lineOf = (leaf: LeafView): SegmentLine => ({
  fullName: leaf.fullName,
  comment: leaf.comment,
  valueText: leaf.valueText(VALUE_TEXT),
})
