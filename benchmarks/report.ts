import type { Measured } from './measure.js'
import type { Trial, Unit } from './trials.js'

/** One comparison, as it stands in results/latest.json. */
export interface Row {
  readonly trial: string
  readonly ours: number
  /** Null when the peer cannot do it. */
  readonly peer: number | null
  readonly peerName: string
  /** How many times faster we are. */
  readonly ratio: number | null
  readonly target: number | null
  readonly unit: Unit
  /** Why the peer has no figure. */
  readonly unavailable?: string
  /** Largest memory of the process, MB, its runtime included. */
  readonly oursPeakMB: number
  readonly peerPeakMB: number
  /** What was left on disk, MB. */
  readonly oursFileMB: number
  readonly peerFileMB: number
}

const figures: Record<Unit, (seconds: number, amount: number) => number> = {
  'µs/leaf': (seconds, amount) => (seconds * 1e6) / amount,
  'µs/row': (seconds, amount) => (seconds * 1e6) / amount,
  'µs/group': (seconds, amount) => (seconds * 1e6) / amount,
  'µs/run': (seconds, amount) => (seconds * 1e6) / amount,
  'runs/s': (seconds, amount) => amount / seconds,
  'MB/s': (seconds, amount) => amount / seconds,
  s: (seconds) => seconds,
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
const exactMegabytes = (bytes: number): number => Number((bytes / 2 ** 20).toPrecision(3))

/** A row for each peer; where CPU is told, the same again for the CPU of one unit of work. */
export function rowsOf(trial: Trial, amount: number, measured: readonly Measured[]): Row[] {
  const rows = rowsOfTimes(trial, amount, measured)
  if (measured[0]?.cpu === undefined) return rows
  const ofCpu: Trial = { ...trial, name: `${trial.name}: CPU of the writer`, unit: 'µs/run', targets: {} }
  const cpu = measured.map((one) => ({ ...one, seconds: one.cpu ?? null }))
  return [...rows, ...rowsOfTimes(ofCpu, amount, cpu)]
}

function rowsOfTimes(trial: Trial, amount: number, [ours, ...peers]: readonly Measured[]): Row[] {
  if (ours === undefined || ours.seconds === null) throw new Error(`We cannot do '${trial.name}': ${ours?.unavailable}`)
  const own = ours.seconds
  const figure = (seconds: number) => figures[trial.unit](seconds, amount)
  const common = {
    trial: trial.name,
    ours: figure(own),
    unit: trial.unit,
    oursPeakMB: megabytes(ours.peakBytes),
    oursFileMB: exactMegabytes(ours.fileBytes),
  }
  if (peers.length === 0) {
    return [{ ...common, peer: null, peerName: '–', ratio: null, target: null, peerPeakMB: 0, peerFileMB: 0 }]
  }
  return peers.map(({ name, seconds, peakBytes, fileBytes, unavailable }) => ({
    ...common,
    peer: seconds === null ? null : figure(seconds),
    peerName: name,
    ratio: seconds === null ? null : seconds / own,
    target: trial.targets[name as keyof Trial['targets']] ?? null,
    ...(unavailable === undefined ? {} : { unavailable }),
    peerPeakMB: megabytes(peakBytes),
    peerFileMB: exactMegabytes(fileBytes),
  }))
}

/** Three digits, or all before the point. */
const text = (value: number | null): string =>
  value === null ? '–' : String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)))

export const header = (withVerdicts: boolean): string =>
  withVerdicts
    ? '| trial | unit | ours | peer | | times faster | aim | peak MB | file MB |\n|---|---|---|---|---|---|---|---|---|'
    : '| trial | unit | ours | peer | |\n|---|---|---|---|---|'

/** A line of the table; without verdicts for a smoke run, whose sizes say nothing. */
export function line(row: Row, withVerdicts: boolean): string {
  const { trial, unit, ours, peer, peerName, ratio, target, unavailable } = row
  const start = `| ${trial} | ${unit} | ${text(ours)} | ${unavailable ?? text(peer)} | ${peerName} |`
  if (!withVerdicts) return start
  return `${start} ${text(ratio)}${verdict(ratio, target)} | ${text(target)} | ${both(row.oursPeakMB, row.peerPeakMB)} | ${both(row.oursFileMB, row.peerFileMB)} |`
}

/** Ours beside the peer's, where there is one. */
const both = (ours: number, peer: number): string => `${ours}${peer > 0 ? ` / ${peer}` : ''}`

const verdict = (ratio: number | null, target: number | null): string =>
  ratio === null || target === null ? '' : ratio >= target ? ' ✓' : ' ✗'
