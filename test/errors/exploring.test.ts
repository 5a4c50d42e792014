import { cartesianProduct, findUniquePoints, type Parameter } from '../../lib/index.js'
import { testRows } from './rows.js'
import type { World } from './world.js'

const completed = async ({ traj }: World) => {
  traj.startRun(0)
  await traj.finalizeRun()
}

testRows('exploring', [
  [
    'T-70',
    ({ traj }) => traj.explore({ text: ['a', 'b', 'c'] }),
    'ERR_INVALID_TYPE',
    "Runs of 't' are completed (1 of 3): expand it instead of exploring it anew.",
    completed,
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [1, 2], nope: [1, 2] }),
    'ERR_NODE_LOOKUP',
    "There is no node 'nope' in the tree.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [1, 2], tau: [1, 2] }),
    'ERR_NOT_UNIQUE_NODE',
    "'tau' fits more than one node in the tree, among them 'parameters.neuron.tau' and 'parameters.synapse.tau'.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [1, 2], neuron: [1, 2] }),
    'ERR_INVALID_VALUE',
    "Only parameters are explored, but 'parameters.neuron' is none.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [1, 2], z: [1, 2] }),
    'ERR_INVALID_VALUE',
    "Only parameters are explored, but 'results.z' is none.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [1, 2], x: [1] }),
    'ERR_INVALID_VALUE',
    "All ranges have one length, but that of 'parameters.y' is 2 and that of 'parameters.neuron.x' is 1.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [] }),
    'ERR_INVALID_VALUE',
    "'parameters.y' needs at least one value to be explored, but got none.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({}),
    'ERR_INVALID_VALUE',
    'Exploring needs at least one parameter, but got none.',
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore(5 as never),
    'ERR_INVALID_TYPE',
    'Ranges are an object of names and values, but got 5.',
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ text: 'ab' }),
    'ERR_INVALID_TYPE',
    "The range of 'parameters.text' is a list of values, but got 'ab'.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: 5 as never }),
    'ERR_INVALID_TYPE',
    "The range of 'parameters.y' is a list of values, but got 5.",
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [1], 'parameters.y': [1] }),
    'ERR_INVALID_VALUE',
    'Two of the names stand for one parameter: give each parameter one range.',
  ],
  [
    'T-70',
    ({ fresh }) => fresh.explore({ y: [1, 2], empty: [1, 2] }),
    'ERR_INVALID_TYPE',
    "The parameter 'parameters.empty' is empty.",
  ],
  [
    'T-70',
    ({ traj }) => traj.explore({ text: ['a', 'b'] }),
    'ERR_INVALID_VALUE',
    "'t' is explored with 3 runs, but the new ranges have 2.",
  ],
  [
    'T-71',
    ({ traj }) => traj.explore({ text: ['a', 'b', 'c'], y: [1, 2, 3] }),
    'ERR_INVALID_TYPE',
    "'parameters.y' is explored already: expand it instead.",
  ],
  [
    'T-73',
    ({ fresh }) => fresh.explore({ y: [1, 2], x: [1, 0.5] }),
    'ERR_INVALID_TYPE',
    "'parameters.neuron.x' is int, but value 1 of its range is float: all have one type (make the parameter with float(…)).",
  ],
  [
    'T-73',
    ({ fresh }) => fresh.explore({ y: [1, 2], x: [1, true] }),
    'ERR_INVALID_TYPE',
    "'parameters.neuron.x' is int, but value 1 of its range is bool: all have one type.",
  ],
  [
    'T-73',
    ({ fresh }) => fresh.explore({ text: ['b', 5] }),
    'ERR_INVALID_TYPE',
    "'parameters.text' is str, but value 1 of its range is int: all have one type.",
  ],
  [
    'T-73',
    ({ fresh }) => fresh.explore({ text: ['b', null] }),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for the range of 'parameters.text', got null",
  ],
  [
    'T-73',
    ({ fresh }) =>
      fresh.explore({
        pair: [
          [1, 2],
          [1, 2, 3],
        ],
      }),
    'ERR_INVALID_TYPE',
    "'parameters.pair' is list of int of length 2, but value 1 of its range is list of int of length 3: all have one type and shape.",
    ({ fresh }) => fresh.addParameter('pair', [1, 2]),
  ],
  [
    'T-73',
    ({ fresh }) => fresh.explore({ array: [new Float64Array(2), new Float64Array(3)] }),
    'ERR_INVALID_TYPE',
    "'parameters.array' is float64 array of shape 2, but value 1 of its range is float64 array of shape 3: all have one type and shape.",
    ({ fresh }) => fresh.addParameter('array', new Float64Array(2)),
  ],
  [
    'T-74',
    ({ traj }) => traj.expand({ y: [3] }),
    'ERR_INVALID_VALUE',
    "Expanding needs values for exactly the explored parameters parameters.neuron.x, parameters.y, but 'parameters.neuron.x' is left out.",
  ],
  [
    'T-74',
    ({ traj }) => traj.expand({ y: [3], x: [4], text: ['b'] }),
    'ERR_INVALID_VALUE',
    "Expanding needs values for exactly the explored parameters parameters.neuron.x, parameters.y, but 'parameters.text' is not explored.",
  ],
  [
    'T-74',
    ({ traj }) => traj.expand({ y: [3], x: [4, 5] }),
    'ERR_INVALID_VALUE',
    "All ranges have one length, but that of 'parameters.y' is 1 and that of 'parameters.neuron.x' is 2.",
  ],
  [
    'T-74',
    ({ traj }) => traj.expand({ y: [3], x: ['a'] }),
    'ERR_INVALID_TYPE',
    "'parameters.neuron.x' is int, but value 0 of its range is str: all have one type.",
  ],
  [
    'T-74',
    ({ traj }) => traj.expand({ y: [3], x: [] }),
    'ERR_INVALID_VALUE',
    "All ranges have one length, but that of 'parameters.y' is 1 and that of 'parameters.neuron.x' is 0.",
  ],
  [
    'T-74',
    ({ traj }) => traj.expand({ y: [3], x: [4] }),
    'ERR_NODE_LOOKUP',
    "There is no node 'x' in the tree.",
    ({ traj }) => traj.removeItems('neuron.x'),
  ],
  ['T-75', ({ traj }) => traj.shrink(), 'ERR_INVALID_TYPE', "'t' is stored: shrinking it needs { force: true }."],
  [
    'T-75',
    ({ traj }) => traj.shrink({ forced: true } as never),
    'ERR_UNKNOWN_OPTION',
    "shrink has no option 'forced'; the nearest known one is 'force'.",
  ],
  [
    'T-77',
    () => cartesianProduct({ a: [1, 2], b: [3] }, [['a', 'b']]),
    'ERR_INVALID_VALUE',
    'Grouped ranges have one length, but a, b have 2, 1.',
  ],
  [
    'T-77',
    () => cartesianProduct({ a: [1], b: [3] }, ['a']),
    'ERR_INVALID_VALUE',
    "The order names each range once, but 'b' is left out.",
  ],
  [
    'T-77',
    () => cartesianProduct({ a: [1] }, ['a', 'c']),
    'ERR_INVALID_VALUE',
    "The order names each range once, but 'c' has no values.",
  ],
  [
    'T-77',
    () => cartesianProduct({ a: [1] }, ['a', 'a']),
    'ERR_INVALID_VALUE',
    "The order names each range once, but 'a' comes twice.",
  ],
  [
    'T-77',
    ({ fresh }) => findUniquePoints([fresh.get('z') as Parameter]),
    'ERR_INVALID_TYPE',
    'Points are made of parameters, but got a Result.',
  ],
])

testRows('presets and locks', [
  [
    'T-80',
    ({ traj }) => traj.presetParameter('y', 1),
    'ERR_PRESETTING',
    "'parameters.y' exists already: set its value instead of a preset.",
  ],
  [
    'T-80',
    ({ traj }) => traj.presetConfig('setting', 1),
    'ERR_PRESETTING',
    "'config.setting' exists already: set its value instead of a preset.",
  ],
  [
    'T-80',
    ({ traj }) => traj.presets.checkAllUsed(),
    'ERR_PRESETTING',
    'No parameter took the presets parameters.yy: check their names.',
    ({ traj }) => traj.presetParameter('yy', 1),
  ],
  [
    'T-80',
    ({ traj }) => traj.addParameter('new', 1),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for the parameter 'new', got the symbol Symbol(x)",
    ({ traj }) => traj.presetParameter('new', Symbol('x')),
  ],
  [
    'T-81',
    ({ traj }) => traj.get<Parameter>('y').set(1),
    'ERR_PARAMETER_LOCKED',
    "Cannot set the parameter 'parameters.y': it is locked because it was read, explored or stored before.",
  ],
  [
    'T-81',
    ({ traj }) => traj.get<Parameter>('y').explore([1]),
    'ERR_PARAMETER_LOCKED',
    "Cannot explore the parameter 'parameters.y': it is locked because it was read, explored or stored before.",
  ],
  [
    'T-81',
    ({ traj }) => traj.get<Parameter>('y').expand([1]),
    'ERR_PARAMETER_LOCKED',
    "Cannot expand the parameter 'parameters.y': it is locked because it was read, explored or stored before.",
  ],
  [
    'T-81',
    ({ traj }) => traj.get<Parameter>('y').shrink(),
    'ERR_PARAMETER_LOCKED',
    "Cannot shrink the parameter 'parameters.y': it is locked because it was read, explored or stored before.",
  ],
  [
    'T-81',
    ({ traj }) => traj.get<Parameter>('y').empty(),
    'ERR_PARAMETER_LOCKED',
    "Cannot empty the parameter 'parameters.y': it is locked because it was read, explored or stored before.",
  ],
  [
    'T-81',
    ({ traj }) => traj.get<Parameter>('y').fromStorage(new Map()),
    'ERR_PARAMETER_LOCKED',
    "Cannot load the parameter 'parameters.y': it is locked because it was read, explored or stored before.",
  ],
  [
    'T-81',
    ({ traj }) => Reflect.set(traj.$, 'text', 'b'),
    'ERR_PARAMETER_LOCKED',
    "Cannot set the parameter 'parameters.text': it is locked because it was read, explored or stored before.",
  ],
])
