import { loadTrajectory, Trajectory } from '../../lib/index.js'
import { testRows } from './rows.js'

const LONG = 'x'.repeat(128)

testRows('a trajectory', [
  [
    'T-1',
    () => new Trajectory('t', { classes: [Date as never] }),
    'ERR_INVALID_TYPE',
    'An own class of nodes extends a class of leaves or of groups, but got the class Date.',
  ],
  [
    'T-1',
    () => new Trajectory('t', { commment: 'x' }),
    'ERR_UNKNOWN_OPTION',
    "Trajectory has no option 'commment'; the nearest known one is 'comment'.",
  ],
  [
    'T-1',
    () => new Trajectory('t', { comment: 5 as never }),
    'ERR_INVALID_TYPE',
    "The comment of 't' is text, but got 5.",
  ],
  [
    'T-2',
    () => new Trajectory(''),
    'ERR_INVALID_VALUE',
    "The name of a trajectory has only letters, digits, '_' and '-' and does not start with '_', but got ''.",
  ],
  [
    'T-2',
    () => new Trajectory('_t'),
    'ERR_INVALID_VALUE',
    "The name of a trajectory has only letters, digits, '_' and '-' and does not start with '_', but got '_t'.",
  ],
  [
    'T-2',
    () => new Trajectory('a.b'),
    'ERR_INVALID_VALUE',
    "The name of a trajectory has only letters, digits, '_' and '-' and does not start with '_', but got 'a.b'.",
  ],
  [
    'T-2',
    () => new Trajectory(LONG),
    'ERR_INVALID_VALUE',
    "The name of a trajectory has at most 127 characters, but 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' has 128.",
  ],
  ['T-2', () => new Trajectory(5 as never), 'ERR_INVALID_TYPE', 'The name of a trajectory is text, but got 5.'],
  [
    'T-3',
    ({ filename }) => loadTrajectory(filename, { name: 't', index: 0 }),
    'ERR_INVALID_VALUE',
    "A trajectory is loaded by name or by index, but got 't' and 0.",
  ],
  [
    'T-3',
    ({ filename }) => loadTrajectory(filename, { name: 'nope' }),
    'ERR_DATA_NOT_IN_STORAGE',
    "There is no trajectory 'nope' in 'FILE'; it has 't'",
  ],
  [
    'T-3',
    ({ filename }) => loadTrajectory(filename, { index: 5 }),
    'ERR_INVALID_VALUE',
    "'FILE' has 1 trajectory, and none of index 5",
  ],
  [
    'T-4',
    ({ traj }) => traj.load({ results: 'everything' as never }),
    'ERR_INVALID_VALUE',
    "results is one of nothing, skeleton, data, overwrite, but got 'everything'.",
  ],
  [
    'T-4',
    ({ traj }) => traj.load({ result: 'data' } as never),
    'ERR_UNKNOWN_OPTION',
    "load has no option 'result'; the nearest known one is 'results'.",
  ],
  [
    'T-4',
    ({ fresh }) => fresh.load(),
    'ERR_DATA_NOT_IN_STORAGE',
    "There is no trajectory 'fresh' in 'FILE'; it has 't'",
  ],
  [
    'T-5',
    ({ traj }) => traj.store({ onlyInit: true, recursive: true } as never),
    'ERR_UNKNOWN_OPTION',
    "store has no option 'recursive'; the nearest known one is 'onlyInit'.",
  ],
  [
    'T-5',
    ({ traj }) => traj.store({ storeData: 'all' as never }),
    'ERR_INVALID_VALUE',
    "storeData is one of nothing, skip, data, overwrite, but got 'all'.",
  ],
  [
    'T-5',
    ({ traj }) => traj.store({ maxDepth: -1 }),
    'ERR_INVALID_VALUE',
    'maxDepth must be an integer of 0 or more; got -1',
  ],
  [
    'T-6',
    ({ fresh }) => fresh.store(),
    'ERR_SERVICE_STATE',
    "'FILE' has a trajectory 't' already, and this one was never stored; load that one, give this one another name or file, or pass overwriteFile to begin a new file",
    ({ fresh }) => fresh.migrate({ name: 't' }),
  ],
  [
    'T-6',
    ({ traj }) => traj.migrate({ name: 'a b' }),
    'ERR_INVALID_VALUE',
    "The name of a trajectory has only letters, digits, '_' and '-' and does not start with '_', but got 'a b'.",
  ],
  [
    'T-6',
    ({ traj }) => Object.assign(traj, { name: 'other' }),
    'ERR_INVALID_TYPE',
    "'t' is stored under its name: use migrate() to rename it.",
  ],
  [
    'T-7',
    ({ fresh }) => fresh.backup(),
    'ERR_INVALID_TYPE',
    "The trajectory 'fresh' was never stored: call its store() first.",
  ],
  [
    'T-8',
    ({ traj }) => traj.copy({ withLink: true } as never),
    'ERR_UNKNOWN_OPTION',
    "copy has no option 'withLink'; the nearest known one is 'withLinks'.",
  ],
  [
    'T-9',
    ({ traj }) => traj.removeItems(traj),
    'ERR_INVALID_VALUE',
    "'t' itself cannot be removed, only what is in it.",
  ],
  [
    'T-10',
    ({ traj }) => traj.setProperties({ shortcut: true } as never),
    'ERR_UNKNOWN_OPTION',
    "setProperties has no option 'shortcut'; the nearest known one is 'shortcuts'.",
  ],
  [
    'T-10',
    ({ traj }) => traj.setProperties({ maxDepth: 'x' } as never),
    'ERR_INVALID_TYPE',
    "The property maxDepth is a number, but got 'x'.",
  ],
])

testRows('iterating and dictionaries', [
  [
    'T-100',
    ({ traj }) => [...traj.nodes({ predicate: 'x' as never })],
    'ERR_INVALID_TYPE',
    "A predicate is a function or a list of runs, but got 'x'.",
  ],
  [
    'T-100',
    ({ traj }) => [...traj.nodes({ depth: 3 } as never)],
    'ERR_UNKNOWN_OPTION',
    "nodes has no option 'depth'; the nearest known one is 'maxDepth'.",
  ],
  [
    'T-100',
    ({ traj }) => [...traj.leaves({ maxDepth: 'x' as never })],
    'ERR_INVALID_VALUE',
    "maxDepth is a number of steps of 0 or more, but got 'x'.",
  ],
  [
    'T-101',
    ({ traj }) => traj.toDict({ nested: true, shortNames: true }),
    'ERR_INVALID_VALUE',
    'A dictionary is either nested or has short names, but both were asked for.',
  ],
  [
    'T-101',
    ({ traj }) => traj.toDict({ shortNames: true }),
    'ERR_INVALID_VALUE',
    "Short names must differ, but 'tau' occurs more than once.",
  ],
  [
    'T-101',
    ({ traj }) => traj.toDict({ flat: true } as never),
    'ERR_UNKNOWN_OPTION',
    "toDict has no option 'flat'; the nearest known one is 'nested'.",
  ],
  [
    'T-110',
    ({ traj }) => Object.assign(traj, { comment: 5 }),
    'ERR_INVALID_TYPE',
    "The comment of 't' is text, but got 5.",
  ],
  [
    'T-110',
    ({ traj }) => traj.addResult('new', 1, { comment: 5 as never }),
    'ERR_INVALID_TYPE',
    "The comment of 'new' is text, but got 5.",
  ],
  ['T-111', ({ traj }) => traj.annotations.get('nope'), 'ERR_NODE_LOOKUP', "There is no annotation 'nope'."],
  ['T-111', ({ traj }) => traj.get('y').annotations.get(), 'ERR_NODE_LOOKUP', 'There are no annotations.'],
  [
    'T-111',
    ({ traj }) => traj.annotations.get(),
    'ERR_INVALID_VALUE',
    'There are 2 annotations: name one of note, other.',
    ({ traj }) => traj.annotations.set('other', 1),
  ],
  ['T-111', ({ traj }) => traj.annotations.remove('nope'), 'ERR_NODE_LOOKUP', "There is no annotation 'nope'."],
  [
    'T-111',
    ({ traj }) => traj.annotations.set(5 as never),
    'ERR_INVALID_TYPE',
    'Annotations are set by name and value or by an object, but got 5.',
  ],
  [
    'T-112',
    ({ traj }) => traj.annotations.set({ fine: 1, bad: Symbol('x') }),
    'ERR_INVALID_TYPE',
    "expected plain data for annotation 'bad', got the symbol Symbol(x)",
  ],
])
