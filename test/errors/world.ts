import { readFileSync } from 'node:fs'
import { GroupNode, LeafNode, type Parameter, Result, Trajectory, type TreeNode } from '../../lib/index.js'

/** What the calls of the rows are made on. */
export interface World {
  /** Stored and explored: `neuron.x` and `y` have three values. */
  readonly traj: Trajectory
  /** The same nodes, neither explored nor stored. */
  readonly fresh: Trajectory
  readonly filename: string
}

const CONTENT = {
  parameters: { 'neuron.x': 1, 'neuron.tau': 10.5, 'synapse.tau': 20, y: 0.5, text: 'a', empty: undefined },
  results: { z: 5, many: { a: 1, b: 2 }, void: undefined, 'runs.run_00000000.w': 0, 'runs.run_00000001.w': 1 },
}

/** What is to be empty is added by its name alone. */
const given = (name: string, content: unknown): [string, unknown?] => (content === undefined ? [name] : [name, content])

function grow(traj: Trajectory): Trajectory {
  for (const [name, value] of Object.entries(CONTENT.parameters)) traj.addParameter(...given(name, value))
  for (const [name, content] of Object.entries(CONTENT.results)) traj.addResult(...given(name, content))
  traj.addResultGroup('group').addLink('link', traj.get('neuron'))
  traj.addConfig('setting', true)
  traj.annotations.set('note', 'text')
  return traj
}

/** A world in a file of its own. */
export async function newWorld(filename: string): Promise<World> {
  const traj = grow(new Trajectory('t', { filename, comment: 'stored' }) as Trajectory)
  traj.explore({ 'neuron.x': [1, 2, 3], y: [0.5, 1.5, 2.5] })
  await traj.store()
  return { traj, fresh: grow(new Trajectory('fresh', { filename }) as Trajectory), filename }
}

/** All that a failed call must leave alone: both trees and every byte of the file. */
export function stateOf({ traj, fresh, filename }: World): unknown {
  return { traj: memoryOf(traj), fresh: memoryOf(fresh), file: readFileSync(filename).toString('latin1') }
}

function memoryOf(traj: Trajectory): unknown {
  return {
    ...{
      name: traj.name,
      comment: traj.comment,
      length: traj.length,
      stored: traj.stored,
      properties: traj.properties,
    },
    ...{ currentRun: traj.currentRun, isRunning: traj.isRunning, explored: [...traj.exploredParameters().keys()] },
    annotations: String(traj.annotations),
    nodes: [...traj.nodes({ withLinks: false })].map(nodeState),
  }
}

function nodeState(node: TreeNode): unknown {
  const { fullName, comment, stored, annotations } = node
  return {
    ...{ fullName, comment, stored, className: node.constructor.name, annotations: String(annotations) },
    links: node instanceof GroupNode ? Array.from(node.links(), ([name, { fullName }]) => `${name} → ${fullName}`) : [],
    items: node instanceof Result ? [...node.keys()] : [],
    leaf: node instanceof LeafNode ? [node.valueText(1000), node.rangeText(10), node.isLocked] : [],
  }
}

/** A parameter that may be changed. */
export function unlocked(traj: Trajectory, name: string): Parameter {
  const parameter = traj.get<Parameter>(name)
  parameter.unlock()
  return parameter
}
