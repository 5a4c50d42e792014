/** What the driver asks of a side, one JSON line each, and what comes back. All sides speak this: ours and the peers'. */
export interface Request {
  readonly operation: string
  readonly params: Params
  /** An own folder for this repetition. */
  readonly folder: string
}

/** Of the timed part; where it is of interest, also seconds of CPU of the process that has the file. */
export interface Times {
  readonly seconds: number
  readonly cpu?: number
}

/** What it took; or why the side has no such operation. */
export type Answer = (Times & { readonly peakBytes: number }) | { readonly unavailable: string }

export type Params = Readonly<Record<string, unknown>>

/** One operation of one side: prepares in the folder, does it, gives the seconds of the part that counts. */
export type Operation<P> = (params: P, folder: string) => number | Times | Promise<number | Times>

/** Seconds of CPU that this process spends during `work`, all threads together. */
export async function cpuTimed(work: () => unknown): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

/** Seconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e9
}
