import { existsSync, readFileSync } from 'node:fs'
import { cpus, freemem, totalmem } from 'node:os'

/** What is in use of the machine, in percent. */
export interface Load {
  /** Of all cores together, since the meter was looked at before. */
  readonly cpu: number
  readonly memory: number
  /** 0 where it is not known. */
  readonly swap: number
}

export type Meter = () => Load

/** Milliseconds of all cores together: less says little, as the system counts in steps of 10. */
const LEAST_TIME = 100

/** Of this machine. */
export function systemMeter(): Meter {
  let before = cpuTimes()
  let cpu = 0
  return () => {
    const now = cpuTimes()
    const passed = now.all - before.all
    if (passed >= LEAST_TIME) {
      cpu = percent(passed - (now.idle - before.idle), passed)
      before = now
    }
    return { cpu, ...memoryInUse() }
  }
}

function cpuTimes(): { idle: number; all: number } {
  const times = cpus().map((core) => core.times)
  const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((one) => Object.values(one))) }
}

const MEMINFO = '/proc/meminfo'

/** What caches hold is free where the system says so. */
function memoryInUse(): Omit<Load, 'cpu'> {
  if (!existsSync(MEMINFO)) return { memory: percent(totalmem() - freemem(), totalmem()), swap: 0 }
  return parseMeminfo(readFileSync(MEMINFO, 'utf8'))
}

export function parseMeminfo(text: string): Omit<Load, 'cpu'> {
  const kilobytes = (name: string) => Number(new RegExp(`^${name}: *(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  const inUse = (free: string, total: string) => percent(kilobytes(total) - kilobytes(free), kilobytes(total))
  return { memory: inUse('MemAvailable', 'MemTotal'), swap: inUse('SwapFree', 'SwapTotal') }
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole)
