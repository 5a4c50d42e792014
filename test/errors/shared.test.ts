import {
  frame,
  SharedArray,
  SharedEArray,
  SharedFrame,
  SharedResult,
  SharedTable,
  SharedVLArray,
  type Trajectory,
} from '../../lib/index.js'
import { testRows } from './rows.js'
import type { World } from './world.js'

/** A result whose shared data are in the file, but for `later`. */
async function live({ traj }: World): Promise<void> {
  const items = { ar: new SharedArray(), ea: new SharedEArray(), vl: new SharedVLArray() }
  const tables = { ta: new SharedTable(), fr: new SharedFrame() }
  traj.addResult(SharedResult, 'live', { ...items, ...tables, later: new SharedEArray(), plain: 5, dict: { a: 1 } })
  await items.ar.create({ data: [1, 2] })
  await items.ea.create({ dtype: 'float64', shape: [0, 2] })
  await items.vl.create({ dtype: 'int16' })
  await tables.ta.create({ columns: { x: 'float64', name: '|S4' } })
  await tables.fr.create({ data: frame({ x: [0.5, 1.5] }) })
}

const result = (traj: Trajectory) => traj.get<SharedResult>('live')
const item = <T>(traj: Trajectory, name: string) => result(traj).get(name) as T
const neverStored = ({ fresh }: World) => fresh.addResult(SharedResult, 'live', { ea: new SharedEArray() })

testRows('shared data', [
  [
    'X-1',
    ({ traj }) => traj.addResult('new', { x: new SharedArray() }),
    'ERR_INVALID_TYPE',
    "The Result 'new' holds scalars, lists, tuples, arrays, dicts, tables and frames, but 'x' is shared data.",
  ],
  [
    'X-2',
    ({ traj }) => item<SharedEArray>(traj, 'later').read(),
    'ERR_DATA_NOT_IN_STORAGE',
    "'results.live' has no item 'later' in the file",
    live,
  ],
  [
    'X-2',
    ({ traj }) => item<SharedArray>(traj, 'ar').create({ data: [1] }),
    'ERR_EXISTS',
    "'results.live' has 'ar' in the file already",
    live,
  ],
  [
    'X-2',
    ({ traj }) => item<SharedEArray>(traj, 'later').create({}),
    'ERR_INVALID_TYPE',
    "Shared data 'later' need data or a dtype to be made from",
    live,
  ],
  [
    'X-2',
    ({ traj }) => item<SharedEArray>(traj, 'later').create({ dtype: 'int8', size: 5 } as never),
    'ERR_UNKNOWN_OPTION',
    "creating shared data of type EARRAY has no option 'size'; the nearest known one is 'shape'.",
    live,
  ],
  [
    'X-2',
    ({ fresh }) => item<SharedEArray>(fresh, 'ea').create({ dtype: 'int8' }),
    'ERR_INVALID_TYPE',
    "The trajectory 'fresh' was never stored: call its store() first.",
    neverStored,
  ],
  [
    'X-3',
    () => new SharedArray().read(),
    'ERR_INVALID_TYPE',
    'Shared data are worked on once they are an item of a SharedResult.',
  ],
  [
    'X-3',
    () => (new SharedResult('alone', { x: new SharedArray() }).get('x') as SharedArray).read(),
    'ERR_INVALID_TYPE',
    "The leaf 'alone' belongs to no tree.",
  ],
  [
    'X-3',
    ({ traj }) => traj.addResult(SharedResult, 'new', { ar: item(traj, 'ar') }),
    'ERR_INVALID_TYPE',
    "These shared data are 'ar' of 'results.live' already and cannot be 'ar' of 'new' too.",
    live,
  ],
  [
    'X-4',
    ({ traj }) => item<SharedEArray>(traj, 'ea').append([1, 2, 3]),
    'ERR_INVALID_VALUE',
    "'/t/results/live/ea' has rows of shape (2); got data of shape (3)",
    live,
  ],
  [
    'X-4',
    ({ traj }) => item<SharedArray>(traj, 'ar').read({ step: 0 }),
    'ERR_INVALID_VALUE',
    'step must be 1 or more; got 0',
    live,
  ],
  [
    'X-4',
    ({ traj }) => item<SharedVLArray>(traj, 'vl').append(['a']),
    'ERR_INVALID_TYPE',
    '\'/t/results/live/vl\' cannot take this: expected an integer for int16, got the string "a"',
    live,
  ],
  [
    'X-5',
    ({ traj }) => item<SharedTable>(traj, 'ta').append([{ x: 1, y: 2 }]),
    'ERR_INVALID_VALUE',
    "'/t/results/live/ta' needs the columns x, name; missing: name",
    live,
  ],
  [
    'X-5',
    ({ traj }) => item<SharedTable>(traj, 'ta').read({ columns: ['y'] }),
    'ERR_INVALID_VALUE',
    "'/t/results/live/ta' has the columns x, name; there is no 'y'",
    live,
  ],
  [
    'X-5',
    ({ traj }) => item<SharedTable>(traj, 'ta').where('x >'),
    'ERR_INVALID_VALUE',
    "The condition 'x >' needs a value at 3, but it ends there",
    live,
  ],
  [
    'X-5',
    ({ traj }) => item<SharedTable>(traj, 'ta').where('y > 1'),
    'ERR_INVALID_VALUE',
    "The condition 'y > 1' names 'y', which is no column; there are x, name",
    live,
  ],
  [
    'X-6',
    ({ traj }) => item<SharedFrame>(traj, 'fr').create({ data: frame({ x: [1] }) }),
    'ERR_EXISTS',
    "'results.live' has 'fr' in the file already",
    live,
  ],
  [
    'X-6',
    ({ traj }) => item<SharedFrame>(traj, 'fr').create({} as never),
    'ERR_INVALID_TYPE',
    'A shared frame is made from a frame; got undefined',
    live,
  ],
  [
    'X-6',
    ({ traj }) => item<SharedFrame>(traj, 'fr').append(frame({ y: [1] })),
    'ERR_INVALID_VALUE',
    "Frames appended to 'fr' of 'results.live' must have its columns, of the same types and in the same order",
    live,
  ],
  [
    'X-7',
    ({ traj }) => traj.closeStore(),
    'ERR_SERVICE_STATE',
    "The file of 't' is not kept open, so there is nothing to close.",
  ],
  [
    'X-7',
    ({ traj }) => traj.flushStore(),
    'ERR_SERVICE_STATE',
    "The file of 't' is not kept open, so there is nothing to flush.",
  ],
  [
    'X-7',
    ({ fresh }) => fresh.openStore(),
    'ERR_INVALID_TYPE',
    "The trajectory 'fresh' was never stored: call its store() first.",
  ],
  [
    'X-9',
    ({ traj }) => result(traj).makeShared('dict'),
    'ERR_INVALID_TYPE',
    "'dict' of 'results.live' is stored as 'DICT'; items stored as ARRAY, CARRAY, EARRAY, VLARRAY, TABLE, FRAME can be made shared",
    live,
  ],
  [
    'X-9',
    ({ traj }) => result(traj).makeShared('nope'),
    'ERR_DATA_NOT_IN_STORAGE',
    "'results.live' has no item 'nope' in the file",
    live,
  ],
  [
    'X-9',
    ({ traj }) => result(traj).makeOrdinary('plain'),
    'ERR_INVALID_TYPE',
    "'plain' of 'results.live' is an ordinary item: make it shared before it is worked on in the file",
    live,
  ],
  [
    'X-9',
    ({ fresh }) => result(fresh).makeShared('ea'),
    'ERR_INVALID_TYPE',
    "'results.live' must be in the file before 'ea' is converted: store it first.",
    neverStored,
  ],
])
