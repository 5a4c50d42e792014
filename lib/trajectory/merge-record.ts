import { createHash } from 'node:crypto'
import { float, tuple } from '../values/index.js'
import type { MergeOptions } from './merge.js'
import { formatTime, now } from './times.js'
import type { TrajectoryRuns } from './trajectory-runs.js'

type Entry = readonly [name: string, value: unknown, comment: string]

/** Adds config parameters that say what was merged, and how. */
export function recordMerge(
  own: TrajectoryRuns,
  other: TrajectoryRuns,
  numbers: { readonly mergedRuns: number; readonly lengthBefore: number },
  options: MergeOptions,
): void {
  const timestamp = now()
  // Two merges can have one time, but the second has more runs before it.
  const identity = `${own.name}${own.timestamp}${other.name}${other.timestamp}${timestamp}${numbers.lengthBefore}`
  const hexsha = createHash('sha1').update(identity).digest('hex')
  const location = `merge.merge_${hexsha.slice(0, 7)}_${formatTime(timestamp)}`
  const entries: Entry[] = [
    ['merged_runs', numbers.mergedRuns, 'Number of runs that joined'],
    ['timestamp', float(timestamp), 'When the merge was done'],
    ['hexsha', hexsha, 'SHA-1 that tells merges apart'],
    ['remove_duplicates', options.removeDuplicates ?? false, 'Whether runs at known points were left out'],
    ['length_before_merge', numbers.lengthBefore, 'Number of runs before'],
  ]
  if (options.ignoreData?.length) entries.push(['ignore_data', tuple(options.ignoreData), 'Names left out'])
  if (options.trialParameter) entries.push(['trial_parameter', options.trialParameter, 'What went on counting'])
  if (options.keepOtherTrajectoryInfo ?? true) entries.push(...describeOther(own, other))
  for (const [name, value, comment] of entries) own.addConfig(`${location}.${name}`, value, comment)
}

function describeOther(own: TrajectoryRuns, other: TrajectoryRuns): Entry[] {
  const entries: Entry[] = [
    ['other_trajectory.name', other.name, 'Name of the other trajectory'],
    ['other_trajectory.timestamp', float(other.timestamp), 'When it was made'],
    ['other_trajectory.length', other.length, 'Number of its runs'],
  ]
  if (other.comment !== '') entries.push(['other_trajectory.comment', other.comment, 'Its comment'])
  if (other.version !== own.version) entries.push(['other_trajectory.version', other.version, 'What wrote its file'])
  return entries
}
