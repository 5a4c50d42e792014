import { GroupNode, Parameter, ParameterGroup, Result, type Trajectory } from '../../lib/index.js'
import { testRows } from './rows.js'

const LONG = 'x'.repeat(128)
const group = (traj: Trajectory, name: string): GroupNode => traj.get<GroupNode>(name)

testRows('adding', [
  [
    'T-20',
    ({ traj }) => traj.addGroup('overview'),
    'ERR_INVALID_VALUE',
    "'overview' is reserved directly below a trajectory.",
  ],
  [
    'T-20',
    ({ fresh }) => fresh.addLeaf('derived_parameters', 3),
    'ERR_INVALID_TYPE',
    "'derived_parameters' is the name of a branch: it is a group, no leaf.",
  ],
  [
    'T-21',
    ({ traj }) => traj.addParameter(undefined as never),
    'ERR_INVALID_VALUE',
    'A new node needs a name that is not empty, but got undefined.',
  ],
  [
    'T-21',
    ({ traj }) => traj.addResult(''),
    'ERR_INVALID_VALUE',
    "A new node needs a name that is not empty, but got ''.",
  ],
  [
    'T-21',
    ({ traj }) => traj.addResult(Result, ''),
    'ERR_INVALID_VALUE',
    "A new node needs a name that is not empty, but got ''.",
  ],
  [
    'T-22',
    ({ traj }) => traj.parameters.addLeaf(Result, 'wrong', 1),
    'ERR_INVALID_TYPE',
    "The branch 'parameters' holds parameters, but 'parameters.wrong' is a Result.",
  ],
  [
    'T-22',
    ({ traj }) => traj.results.addLeaf(new Parameter('wrong', 1)),
    'ERR_INVALID_TYPE',
    "The branch 'results' holds results, but 'results.wrong' is a Parameter.",
  ],
  [
    'T-24',
    ({ traj }) => traj.results.addGroup(new ParameterGroup('wrong')),
    'ERR_INVALID_TYPE',
    "'results.wrong' stands where groups are of class ResultGroup or of own ones, but is a ParameterGroup.",
  ],
  [
    'T-24',
    ({ traj }) => traj.parameters.addGroup(new GroupNode('wrong')),
    'ERR_INVALID_TYPE',
    "'parameters.wrong' stands where groups are of class ParameterGroup or of own ones, but is a GroupNode.",
  ],
  [
    'T-25',
    ({ traj }) => traj.addParameter('neuron.x', 2),
    'ERR_NODE_LOOKUP',
    "There is a node 'parameters.neuron.x' already.",
  ],
  [
    'T-25',
    ({ traj }) => traj.addParameterGroup('neuron'),
    'ERR_NODE_LOOKUP',
    "There is a node 'parameters.neuron' already.",
  ],
  [
    'T-25',
    ({ traj }) => traj.addParameter('neuron.x.deeper', 2),
    'ERR_NODE_LOOKUP',
    "'parameters.neuron.x' is a leaf: nothing can be added below it.",
  ],
  [
    'T-25',
    ({ traj }) => traj.addResult('group.link.new', 2),
    'ERR_NODE_LOOKUP',
    "'link' is a link in 'results.group': nodes are added to what it leads to, not through it.",
  ],
  [
    'T-25',
    ({ traj }) => traj.addResultGroup('group.link'),
    'ERR_NODE_LOOKUP',
    "There is a link 'link' in 'results.group' already.",
  ],
  [
    'T-26',
    ({ traj }) => traj.addParameter('new._x', 2),
    'ERR_INVALID_VALUE',
    "The name of a node has only letters, digits, '_' and '-' and does not start with '_', but got '_x'.",
  ],
  [
    'T-26',
    ({ traj }) => traj.addParameter('new..x', 2),
    'ERR_INVALID_VALUE',
    "The name of a node has only letters, digits, '_' and '-' and does not start with '_', but got ''.",
  ],
  [
    'T-26',
    ({ traj }) => traj.addParameter('new.a b', 2),
    'ERR_INVALID_VALUE',
    "The name of a node has only letters, digits, '_' and '-' and does not start with '_', but got 'a b'.",
  ],
  [
    'T-26',
    ({ traj }) => traj.addParameter(`${LONG}.new`, 2),
    'ERR_INVALID_VALUE',
    "The name of a node has at most 127 characters, but 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' has 128.",
  ],
  [
    'T-27',
    ({ traj, fresh }) => traj.addParameter(fresh.get<Parameter>('y')),
    'ERR_INVALID_VALUE',
    "'parameters.y' belongs to a tree already: remove it there first, or add a link.",
  ],
  ['T-28', ({ traj }) => Reflect.set(traj.$, 'nope', 3), 'ERR_NODE_LOOKUP', "There is no node 'nope' in the tree."],
  [
    'T-28',
    ({ traj }) => Reflect.set(traj.$, 'neuron', 3),
    'ERR_INVALID_TYPE',
    "'parameters.neuron' is a group: it takes no value.",
  ],
  [
    'T-28',
    ({ traj }) => Reflect.set(traj.$, 'many', 3),
    'ERR_NODE_LOOKUP',
    "'results.many' has several items: say which one by setItem().",
  ],
  [
    'T-28',
    ({ traj }) => Reflect.set(traj.$.results, 'x', new Result('other', 3)),
    'ERR_NODE_LOOKUP',
    "A node named 'other' cannot be added as 'x'.",
  ],
  [
    'T-28',
    ({ traj }) => Reflect.set(traj.$.results.group, 'link', traj.get('z')),
    'ERR_NODE_LOOKUP',
    "There is a link 'link' in 'results.group' already.",
  ],
  ['T-29', () => new Parameter('alone', 1).treeRoot, 'ERR_INVALID_TYPE', "The leaf 'alone' belongs to no tree."],
  ['T-29', () => new GroupNode('alone').addLeaf('x', 1), 'ERR_INVALID_TYPE', "The group 'alone' belongs to no tree."],
])

testRows('links', [
  [
    'T-30',
    ({ traj }) => traj.results.addLink('new.l', traj),
    'ERR_INVALID_VALUE',
    "The link 'new.l' cannot point at the root.",
  ],
  [
    'T-30',
    ({ traj }) => traj.results.addLink('new.l', null as never),
    'ERR_INVALID_TYPE',
    "The link 'new.l' needs a node to point at, but got null.",
  ],
  [
    'T-30',
    ({ traj, fresh }) => traj.results.addLink('new.l', fresh.get('y')),
    'ERR_INVALID_VALUE',
    "The link 'new.l' cannot point at 'parameters.y': it is not in the trajectory 't'.",
  ],
  [
    'T-30',
    ({ traj }) => traj.results.addLink('new.l', 'nope'),
    'ERR_NODE_LOOKUP',
    "There is no node 'nope' in the tree.",
  ],
  [
    'T-30',
    ({ traj }) => traj.addLink('derived_parameters', traj.get('y')),
    'ERR_INVALID_VALUE',
    "'derived_parameters' is the name of a branch and cannot be a link's.",
  ],
  [
    'T-30',
    ({ traj }) => traj.addLink('overview', traj.get('y')),
    'ERR_INVALID_VALUE',
    "'overview' is reserved directly below a trajectory.",
  ],
  [
    'T-30',
    ({ traj }) => traj.results.addLink('z', traj.get('y')),
    'ERR_NODE_LOOKUP',
    "There is a node 'z' in 'results' already.",
  ],
  [
    'T-30',
    ({ traj }) => traj.results.addLink('group.link', traj.get('y')),
    'ERR_NODE_LOOKUP',
    "There is a link 'link' in 'results.group' already.",
  ],
  [
    'T-30',
    ({ traj }) => traj.results.addLink('z.l', traj.get('y')),
    'ERR_NODE_LOOKUP',
    "'results.z' is a leaf: nothing can be added below it.",
  ],
  [
    'T-31',
    ({ traj }) => traj.results.addGroup('group.link.new'),
    'ERR_NODE_LOOKUP',
    "'link' is a link in 'results.group': nodes are added to what it leads to, not through it.",
  ],
  [
    'T-32',
    ({ traj }) => group(traj, 'group').removeLink('nope'),
    'ERR_INVALID_VALUE',
    "There is no link 'nope' to remove from 'results.group'.",
  ],
  [
    'T-32',
    ({ traj }) => traj.removeLink('nope'),
    'ERR_INVALID_VALUE',
    "There is no link 'nope' to remove from the trajectory 't'.",
  ],
  [
    'T-32',
    ({ traj }) => group(traj, 'group').removeChild('link'),
    'ERR_INVALID_VALUE',
    "There is no child 'link' to remove from 'results.group': 'link' is a link, which removeLink() removes.",
  ],
  [
    'T-32',
    ({ traj }) => traj.deleteLinks('results.group.nope'),
    'ERR_DATA_NOT_IN_STORAGE',
    "There is no link 'results.group.nope' in 't'",
  ],
  [
    'T-32',
    ({ fresh }) => fresh.deleteLinks('results.group.link'),
    'ERR_INVALID_TYPE',
    "The trajectory 'fresh' was never stored: call its store() first.",
  ],
])
