import type { GroupNode, Trajectory } from '../../lib/index.js'
import { testRows } from './rows.js'

const group = (traj: Trajectory, name: string): GroupNode => traj.get<GroupNode>(name)

testRows('looking up', [
  ['T-34', ({ traj }) => traj.get('nope'), 'ERR_NODE_LOOKUP', "There is no node 'nope' in the tree."],
  [
    'T-34',
    ({ traj }) => traj.get('neuron.nope'),
    'ERR_NODE_LOOKUP',
    "There is no node 'neuron.nope': there is no 'nope' below 'parameters.neuron'.",
  ],
  [
    'T-34',
    ({ traj }) => group(traj, 'neuron').get('y'),
    'ERR_NODE_LOOKUP',
    "There is no node 'y' below 'parameters.neuron'.",
  ],
  [
    'T-34',
    ({ traj }) => traj.get('neuron.x.more'),
    'ERR_NODE_LOOKUP',
    "There is no node 'neuron.x.more': 'parameters.neuron.x' is a leaf.",
  ],
  ['T-34', ({ traj }) => traj.get('_x'), 'ERR_NODE_LOOKUP', "There is no node '_x' in the tree."],
  [
    'T-34',
    ({ traj }) => traj.get('neuron..x'),
    'ERR_NODE_LOOKUP',
    "There is no node 'neuron..x': a part of the name is empty.",
  ],
  [
    'T-34',
    ({ traj }) => traj.get('tau'),
    'ERR_NOT_UNIQUE_NODE',
    "'tau' fits more than one node in the tree, among them 'parameters.neuron.tau' and 'parameters.synapse.tau'.",
  ],
  [
    'T-34',
    ({ traj }) => traj.get('w'),
    'ERR_NOT_UNIQUE_NODE',
    "'w' fits more than one node in the tree, among them 'results.runs.run_00000000.w' and 'results.runs.run_00000001.w'.",
  ],
  [
    'T-34',
    ({ traj }) => traj.value('w'),
    'ERR_NOT_UNIQUE_NODE',
    "'w' fits more than one node in the tree, among them 'results.runs.run_00000000.w' and 'results.runs.run_00000001.w'.",
  ],
  ['T-34', ({ traj }) => traj.$.nope, 'ERR_NODE_LOOKUP', "There is no node 'nope' in the tree."],
  [
    'T-34',
    ({ traj }) => traj.$.parameters.neuron.nope,
    'ERR_NODE_LOOKUP',
    "There is no node 'nope' below 'parameters.neuron'.",
  ],
  ['T-34', ({ traj }) => traj.get(7), 'ERR_NODE_LOOKUP', "There is no node 'run_00000007' in the tree."],
  [
    'T-34',
    ({ traj }) => traj.get(-2),
    'ERR_NODE_LOOKUP',
    "A number in a node's name is the index of a run, at least -1, but got -2.",
  ],
  [
    'T-34',
    ({ traj }) => traj.get({} as never),
    'ERR_INVALID_TYPE',
    "A node's name is text, a run index or a list of these, but got an Object.",
  ],
  [
    'T-34',
    ({ traj }) => traj.get('crun.nope'),
    'ERR_NODE_LOOKUP',
    "There is no node 'crun.nope': there is no 'nope' below 'results.runs.run_00000001'.",
    ({ traj }) => traj.setCurrentRun(1),
  ],
  [
    'T-43',
    ({ traj }) => traj.get('parameters.neuron.x', { maxDepth: 2 }),
    'ERR_NODE_LOOKUP',
    "There is no node 'parameters.neuron.x' in the tree within a depth of 2.",
  ],
  [
    'T-43',
    ({ traj }) => traj.get('parameters.neuron.x', { maxDepth: 2, shortcuts: false }),
    'ERR_NODE_LOOKUP',
    "There is no node 'parameters.neuron.x' in the tree without shortcuts within a depth of 2.",
  ],
  [
    'T-44',
    ({ traj }) => traj.get('x', { shortcuts: false }),
    'ERR_NODE_LOOKUP',
    "There is no node 'x' in the tree without shortcuts.",
  ],
  [
    'T-44',
    ({ traj }) => traj.get('x', { shortcut: false } as never),
    'ERR_UNKNOWN_OPTION',
    "get has no option 'shortcut'; the nearest known one is 'shortcuts'.",
  ],
  [
    'T-46',
    ({ traj }) => traj.getDefault('tau', 7),
    'ERR_NOT_UNIQUE_NODE',
    "'tau' fits more than one node in the tree, among them 'parameters.neuron.tau' and 'parameters.synapse.tau'.",
  ],
  [
    'T-48',
    ({ traj }) => traj.getFromRuns('w'),
    'ERR_NOT_UNIQUE_NODE',
    "'w' fits more than one node of run_00000001: 'results.runs.run_00000001.w' and 'derived_parameters.runs.run_00000001.w'.",
    ({ traj }) => traj.addDerivedParameter('runs.run_00000001.w', 5),
  ],
  [
    'T-48',
    ({ traj }) => traj.getFromRuns('w', { useIndex: true } as never),
    'ERR_UNKNOWN_OPTION',
    "getFromRuns has no option 'useIndex'; the nearest known one is 'useIndices'.",
  ],
  [
    'T-49',
    ({ traj }) => traj.fetch('results.nope'),
    'ERR_NODE_LOOKUP',
    "There is no node 'results.nope', neither in memory nor in the file.",
  ],
  [
    'T-49',
    ({ traj }) => traj.fetch('only.on.disk'),
    'ERR_NODE_LOOKUP',
    "There is no node 'only.on.disk', neither in memory nor in the file.",
  ],
  [
    'T-49',
    ({ fresh }) => fresh.fetch('results.nope'),
    'ERR_NODE_LOOKUP',
    "There is no node 'results.nope' in 'fresh', which is in no file.",
  ],
  [
    'T-49',
    ({ traj }) => traj.fetch('tau'),
    'ERR_NOT_UNIQUE_NODE',
    "'tau' fits more than one node in the tree, among them 'parameters.neuron.tau' and 'parameters.synapse.tau'.",
  ],
])
