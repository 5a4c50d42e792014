import { Trajectory } from '../../lib/index.js'
import { testRows } from './rows.js'
import type { World } from './world.js'

const inRun = ({ traj }: World) => traj.startRun(1)
const wildcard = (translate: (run: number) => string, names = ['$', 'crun']) =>
  new Trajectory('t', { wildcards: [{ names, translate }] })

/** Run names that come again every two runs. */
function repeating(): Trajectory {
  const traj = wildcard((run) => (run < 0 ? 'any' : `sim-${run % 2}`))
  traj.addParameter('x', 0)
  traj.explore({ x: [1, 2, 3] })
  return traj
}
const _completed = async ({ traj }: World) => {
  traj.startRun(0)
  await traj.finalizeRun()
}

testRows('wildcards and runs', [
  [
    'T-60',
    () => wildcard(String, []),
    'ERR_INVALID_TYPE',
    'A wildcard has names and a function that translates them, but got an array and a function.',
  ],
  [
    'T-60',
    () => wildcard(5 as never),
    'ERR_INVALID_TYPE',
    'A wildcard has names and a function that translates them, but got an array and 5.',
  ],
  ['T-60', () => wildcard(String, ['$', 'own']), 'ERR_INVALID_VALUE', "The wildcard '$' is defined twice."],
  [
    'T-60',
    () => wildcard(() => 'same').runName(0),
    'ERR_INVALID_VALUE',
    "The wildcard '$' gives 'same' for run 0 and for no run alike.",
  ],
  [
    'T-60',
    () => wildcard((run) => (run < 0 ? 'any' : 'a b')).runName(0),
    'ERR_INVALID_VALUE',
    "The name of a node has only letters, digits, '_' and '-' and does not start with '_', but got 'a b'.",
  ],
  [
    'T-60',
    () => repeating().runIndex('sim-5'),
    'ERR_INVALID_VALUE',
    "The wildcard '$' gives 'sim-0' for more than one run.",
  ],
  ['T-61', ({ traj }) => traj.wildcards.translate('nope', 0), 'ERR_NOT_FOUND', "'nope' is no wildcard."],
  [
    'T-63',
    ({ traj }) => traj.runInformation(3),
    'ERR_INVALID_VALUE',
    'There are runs from 0 to 2, but run 3 was asked for.',
  ],
  ['T-63', ({ traj }) => traj.runInformation('nope'), 'ERR_INVALID_VALUE', "'nope' is no name of a run of 't'."],
  ['T-63', ({ traj }) => traj.runName(3), 'ERR_INVALID_VALUE', 'There are runs from 0 to 2, but run 3 was asked for.'],
  [
    'T-63',
    ({ traj }) => traj.runIndex('run_00000003'),
    'ERR_INVALID_VALUE',
    'There are runs from 0 to 2, but run 3 was asked for.',
  ],
  [
    'T-63',
    ({ traj }) => traj.isCompleted(-2),
    'ERR_INVALID_VALUE',
    'There are runs from 0 to 2, but run -2 was asked for.',
  ],
  [
    'T-63',
    ({ traj }) => traj.runInformation(-1),
    'ERR_INVALID_VALUE',
    'There are runs from 0 to 2, but run -1 was asked for.',
  ],
  [
    'T-64',
    ({ traj }) => traj.setCurrentRun(3),
    'ERR_INVALID_VALUE',
    'There are runs from 0 to 2, but run 3 was asked for.',
    ({ traj }) => traj.setCurrentRun(1),
  ],
  [
    'T-64',
    ({ traj }) => traj.setCurrentRun('nope'),
    'ERR_INVALID_VALUE',
    "'nope' is no name of a run of 't'.",
    ({ traj }) => traj.setCurrentRun(1),
  ],
  [
    'T-65',
    ({ traj }) => [...traj.iterRuns({ stop: 4 })],
    'ERR_INVALID_VALUE',
    'Runs go from 0 to 3 in steps of at least 1, but got 0, 4, 1.',
  ],
  [
    'T-65',
    ({ traj }) => [...traj.iterRuns({ step: 0 })],
    'ERR_INVALID_VALUE',
    'Runs go from 0 to 3 in steps of at least 1, but got 0, 3, 0.',
  ],
  [
    'T-65',
    ({ traj }) => [...traj.iterRuns({ yields: 'name' } as never)],
    'ERR_UNKNOWN_OPTION',
    "iterRuns has no option 'yields'; the nearest known one is 'step'.",
  ],
  [
    'T-66',
    ({ traj }) => [...traj.findIndices('z', () => true)],
    'ERR_INVALID_TYPE',
    "Runs are found by parameters, but 'results.z' is none.",
  ],
  [
    'T-66',
    ({ traj }) => [...traj.findIndices('nope', () => true)],
    'ERR_NODE_LOOKUP',
    "There is no node 'nope' in the tree.",
  ],
  [
    'T-66',
    ({ traj }) => [...traj.findIndices('y', 5 as never)],
    'ERR_INVALID_TYPE',
    'Runs are found by a predicate, but got 5.',
  ],
])

testRows('in a run', [
  [
    'E-11',
    ({ traj }) => Object.assign(traj, { comment: 'new' }),
    'ERR_RUN_MODE',
    "Cannot change the comment of the trajectory during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.addParameter('new', 1),
    'ERR_RUN_MODE',
    "Cannot add 'parameters.new' during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.addConfig('new', 1),
    'ERR_RUN_MODE',
    "Cannot add 'config.new' during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.explore({ text: ['a'] }),
    'ERR_RUN_MODE',
    "Cannot explore during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.expand({ text: ['a'] }),
    'ERR_RUN_MODE',
    "Cannot expand during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.shrink({ force: true }),
    'ERR_RUN_MODE',
    "Cannot shrink during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.setCurrentRun(0),
    'ERR_RUN_MODE',
    "Cannot change the current run during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.restoreDefault(),
    'ERR_RUN_MODE',
    "Cannot change the current run during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => [...traj.iterRuns()],
    'ERR_RUN_MODE',
    "Cannot go through runs during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.getFromRuns('w'),
    'ERR_RUN_MODE',
    "Cannot look into other runs during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.load(),
    'ERR_RUN_MODE',
    "Cannot load the trajectory during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.loadSkeleton(),
    'ERR_RUN_MODE',
    "Cannot load the trajectory during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj, fresh }) => traj.merge(fresh),
    'ERR_RUN_MODE',
    "Cannot merge during the run 'run_00000001'.",
    inRun,
  ],
  ['E-11', ({ traj }) => traj.backup(), 'ERR_RUN_MODE', "Cannot make a backup during the run 'run_00000001'.", inRun],
  [
    'E-11',
    ({ traj }) => traj.migrate({ name: 'new' }),
    'ERR_RUN_MODE',
    "Cannot migrate during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.presetParameter('new', 1),
    'ERR_RUN_MODE',
    "Cannot preset a parameter during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.lockParameters(),
    'ERR_RUN_MODE',
    "Cannot lock all parameters during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.isEmpty,
    'ERR_RUN_MODE',
    "Cannot ask whether the trajectory is empty during the run 'run_00000001'.",
    inRun,
  ],
  [
    'E-11',
    ({ traj }) => traj.isCompleted(),
    'ERR_RUN_MODE',
    "Cannot ask for completed runs during the run 'run_00000001'.",
    inRun,
  ],
  ['E-13', ({ traj }) => traj.startRun(), 'ERR_INVALID_TYPE', 'No run is set: say which one to start.'],
  ['E-13', ({ traj }) => traj.startRun(3), 'ERR_INVALID_VALUE', 'There are runs from 0 to 2, but run 3 was asked for.'],
  [
    'E-13',
    ({ traj }) => traj.finalizeRun({ clean: true } as never),
    'ERR_UNKNOWN_OPTION',
    "finalizeRun has no option 'clean'; the nearest known one is 'cleanUp'.",
    inRun,
  ],
])
