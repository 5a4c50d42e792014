import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { formatTime, type Trajectory } from '../trajectory/index.js'

export interface EnvironmentIdentity {
  readonly timestamp: number
  readonly time: string
  readonly hexsha: string
  /** `environment_<7 digits of hexsha>_<time>` */
  readonly name: string
}

/** Version of this package, from its own package file. */
export const packageVersion = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

export function identityOf(traj: Trajectory, timestamp: number): EnvironmentIdentity {
  const time = formatTime(timestamp)
  const text = `${traj.name}${traj.timestamp}${timestamp}${packageVersion()}`
  const hexsha = createHash('sha1').update(text).digest('hex')
  return { timestamp, time, hexsha, name: `environment_${hexsha.slice(0, 7)}_${time}` }
}

export const versions = (): Readonly<Record<string, string>> => ({
  trajstore: packageVersion(),
  node: process.versions.node,
  platform: `${process.platform}-${process.arch}-${release()}`,
})
