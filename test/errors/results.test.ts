import { PickledObject, type Result, SparseResult } from '../../lib/index.js'
import { testRows } from './rows.js'

testRows('results', [
  [
    'R-1',
    ({ traj }) => traj.get<Result>('many').get(),
    'ERR_INVALID_VALUE',
    "'results.many' has 2 items: name one of a, b.",
  ],
  ['R-1', ({ traj }) => traj.get<Result>('void').get(), 'ERR_NODE_LOOKUP', "The result 'results.void' is empty."],
  [
    'R-1',
    ({ traj }) => traj.get<Result>('many').get('nope'),
    'ERR_NODE_LOOKUP',
    "The result 'results.many' has no item 'nope'.",
  ],
  [
    'R-1',
    ({ traj }) => traj.get<Result>('many').get(3),
    'ERR_NODE_LOOKUP',
    "The result 'results.many' has no item 'many_3'.",
  ],
  [
    'R-1',
    ({ traj }) => traj.get<Result>('many').get(-1),
    'ERR_INVALID_VALUE',
    "Items of 'results.many' are counted from 0, but got -1.",
  ],
  [
    'R-2',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: null }),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for 'b' of the result 'results.many', got null",
  ],
  [
    'R-2',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: undefined }),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for 'b' of the result 'results.many', got undefined",
  ],
  [
    'R-2',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: new Set([1]) }),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for 'b' of the result 'results.many', got an object of class Set",
  ],
  [
    'R-2',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: () => 1 }),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for 'b' of the result 'results.many', got a function",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: [1, 'a'] }),
    'ERR_INVALID_TYPE',
    "expected items of one type in 'b' of the result 'results.many', got int and str",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: [[1], [2, 3]] }),
    'ERR_INVALID_TYPE',
    "expected numbers, booleans, text or bytes in 'b' of the result 'results.many', got an array of length 1 at index 0; for nested numbers use ndarray(...)",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: [1, null] }),
    'ERR_INVALID_TYPE',
    "expected numbers, booleans, text or bytes in 'b' of the result 'results.many', got null at index 1",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: { c: { d: 1 } } }),
    'ERR_INVALID_TYPE',
    "expected a scalar, a non-empty flat list or a non-empty array as 'c' of 'b' of the result 'results.many', got an object of class Object",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: { c: [] } }),
    'ERR_INVALID_TYPE',
    "expected a scalar, a non-empty flat list or a non-empty array as 'c' of 'b' of the result 'results.many', got empty list",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').set({ a: 2, b: new Map([[1, 2]]) }),
    'ERR_INVALID_TYPE',
    "expected text as keys of 'b' of the result 'results.many', got the number 1",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').setItem('a/b', 1),
    'ERR_INVALID_VALUE',
    "An item of 'results.many' has a name that is not empty and has no '/', but got 'a/b'.",
  ],
  [
    'R-3',
    ({ traj }) => traj.get<Result>('many').setItem('', 1),
    'ERR_INVALID_VALUE',
    "An item of 'results.many' has a name that is not empty and has no '/', but got ''.",
  ],
  [
    'R-5',
    ({ traj }) => traj.addResult(SparseResult, 'new', { m__spsp__: 1 }),
    'ERR_INVALID_VALUE',
    "'__spsp__' is reserved in names of items, but got 'm__spsp__'.",
  ],
  [
    'R-5',
    ({ traj }) => traj.addResult('new', new PickledObject(new Uint8Array(1))),
    'ERR_INVALID_TYPE',
    "The Result 'new' holds scalars, lists, tuples, arrays, dicts, tables and frames, but 'new' is pickled object.",
  ],
  [
    'R-7',
    ({ traj }) => traj.get<Result>('many').remove('nope'),
    'ERR_NODE_LOOKUP',
    "The result 'results.many' has no item 'nope'.",
  ],
  [
    'R-9',
    ({ traj }) => traj.classes.leaf('Resul'),
    'ERR_INVALID_TYPE',
    "There is no class 'Resul' of leaves (the nearest is 'Result'): give it to the trajectory as an own class.",
  ],
  [
    'R-9',
    ({ traj }) => traj.classes.group('OwnGroup'),
    'ERR_INVALID_TYPE',
    "There is no class 'OwnGroup' of groups: give it to the trajectory as an own class.",
  ],
])
