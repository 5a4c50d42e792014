import { setTimeout as delay } from 'node:timers/promises'
import type { Load, Meter } from './meter.js'

/** What may be in use of the machine when a run begins, in percent. */
export type Caps = Load

const PAUSE_MS = 250

/** Lets runs begin while the machine has room for them. One may always run: whatever else the machine does, it goes on. */
export class LoadGate {
  readonly #caps: Caps
  readonly #meter: Meter
  readonly #pause: () => Promise<unknown>
  #running = 0

  constructor(caps: Caps, meter: Meter, pause: () => Promise<unknown> = () => delay(PAUSE_MS)) {
    this.#caps = caps
    this.#meter = meter
    this.#pause = pause
  }

  /** Resolves when another run may begin, or none is to begin any more. */
  async enter(stops: () => boolean): Promise<void> {
    while (this.#running > 0 && !stops() && this.#isOver()) await this.#pause()
    this.#running++
  }

  leave(): void {
    this.#running--
  }

  #isOver(): boolean {
    const names = (['cpu', 'memory', 'swap'] as const).filter((name) => this.#caps[name] < 100)
    if (names.length === 0) return false
    const load = this.#meter()
    return names.some((name) => load[name] > this.#caps[name])
  }
}
