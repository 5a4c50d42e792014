import { ArrayParameter, objectTable, type Parameter, PickleParameter, SparseParameter } from '../../lib/index.js'
import { testRows } from './rows.js'
import { unlocked } from './world.js'

testRows('parameters', [
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', Symbol('x')),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for the parameter 'new', got the symbol Symbol(x)",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', () => 1),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for the parameter 'new', got a function",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', []),
    'ERR_INVALID_TYPE',
    "The Parameter 'new' holds a scalar, or a flat list, tuple or array that is not empty, but got empty list.",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', [1, 'a']),
    'ERR_INVALID_TYPE',
    "expected items of one type in the parameter 'new', got int and str",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', [[1], [2]]),
    'ERR_INVALID_TYPE',
    "expected numbers, booleans, text or bytes in the parameter 'new', got an array of length 1 at index 0; for nested numbers use ndarray(...)",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', { a: 1 }),
    'ERR_INVALID_TYPE',
    "The Parameter 'new' holds a scalar, or a flat list, tuple or array that is not empty, but got dict of 1 item.",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', new Float64Array(0)),
    'ERR_INVALID_TYPE',
    "The Parameter 'new' holds a scalar, or a flat list, tuple or array that is not empty, but got float64 array of shape 0.",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', new Map([['a', 1]])),
    'ERR_INVALID_TYPE',
    "The Parameter 'new' holds a scalar, or a flat list, tuple or array that is not empty, but got dict of 1 item.",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', new Set([1])),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for the parameter 'new', got an object of class Set",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', objectTable([{ a: 1 }])),
    'ERR_INVALID_TYPE',
    "The Parameter 'new' holds a scalar, or a flat list, tuple or array that is not empty, but got object table of 1 row.",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', 2n ** 64n),
    'ERR_INVALID_VALUE',
    "expected an integer between -9223372036854775808 and 18446744073709551615 for int, got 18446744073709551616 (the parameter 'new')",
  ],
  [
    'P-1',
    ({ fresh }) => fresh.addParameter('new', new Date(0)),
    'ERR_INVALID_TYPE',
    "expected a number, boolean, text, bytes, flat array, typed array, plain object or a value of trajstore for the parameter 'new', got an object of class Date",
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('empty').get(),
    'ERR_INVALID_TYPE',
    "The parameter 'parameters.empty' is empty.",
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('empty').default,
    'ERR_INVALID_TYPE',
    "The parameter 'parameters.empty' is empty.",
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('text').range,
    'ERR_INVALID_TYPE',
    "The parameter 'parameters.text' is not explored.",
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('text').at(0),
    'ERR_INVALID_TYPE',
    "The parameter 'parameters.text' is not explored.",
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('y').at(3),
    'ERR_INVALID_VALUE',
    "'parameters.y' has values for the runs 0 to 2, but run 3 was asked for.",
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('y').at(-2),
    'ERR_INVALID_VALUE',
    "'parameters.y' has values for the runs 0 to 2, but run -2 was asked for.",
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('y').set(1),
    'ERR_INVALID_TYPE',
    "'parameters.y' is explored: shrink the trajectory before setting another value.",
    ({ traj }) => unlocked(traj, 'y'),
  ],
  [
    'P-2',
    ({ traj }) => traj.get<Parameter>('y').explore([1]),
    'ERR_INVALID_TYPE',
    "'parameters.y' is explored already: expand it instead.",
    ({ traj }) => unlocked(traj, 'y'),
  ],
  [
    'P-2',
    ({ fresh }) => fresh.get<Parameter>('y').expand([1]),
    'ERR_INVALID_TYPE',
    "The parameter 'parameters.y' is not explored.",
  ],
  [
    'P-2',
    ({ fresh }) => fresh.get<Parameter>('y').shrink(),
    'ERR_INVALID_TYPE',
    "The parameter 'parameters.y' is not explored.",
  ],
  [
    'P-2',
    ({ fresh }) => fresh.get<Parameter>('y').explore(5 as never),
    'ERR_INVALID_TYPE',
    "The range of 'parameters.y' is a list of values, but got 5.",
  ],
  [
    'P-6',
    ({ fresh }) => fresh.addParameter(ArrayParameter, 'new', { a: 1 }),
    'ERR_INVALID_TYPE',
    "The ArrayParameter 'new' holds a scalar, or a flat list, tuple or array, but got dict of 1 item.",
  ],
  [
    'P-7',
    ({ fresh }) => fresh.addParameter(SparseParameter, 'new', { a: 1 }),
    'ERR_INVALID_TYPE',
    "The SparseParameter 'new' holds a sparse matrix, a scalar, or a flat list, tuple or array, but got dict of 1 item.",
  ],
  [
    'P-7',
    ({ fresh }) => fresh.addParameter(PickleParameter, 'new', 1),
    'ERR_INVALID_TYPE',
    "The PickleParameter 'new' holds pickles, but got int.",
  ],
])
