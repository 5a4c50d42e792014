import type { Args, Json, Round, Step } from './kind.js'

/** Whether a sequence fails still. */
export type Fails = (round: Round) => Promise<boolean>

/**
 * The shortest sequence found that fails: steps are left out, whole ranges first, then arguments are made simpler, until
 * nothing helps or so many sequences were tried.
 */
export async function shrink(round: Round, fails: Fails, tries = 400): Promise<Round> {
  let left = tries
  const attempt: Fails = async (candidate) => left-- > 0 && (await fails(candidate))
  let shortest = round
  for (;;) {
    const before = JSON.stringify(shortest)
    shortest = { ...shortest, steps: await fewerSteps(shortest, attempt) }
    shortest = await simplerArguments(shortest, attempt)
    if (left <= 0 || JSON.stringify(shortest) === before) return shortest
  }
}

/** Delta debugging: leaves out ranges of half the length, then a quarter, down to single steps. */
async function fewerSteps(round: Round, fails: Fails): Promise<readonly Step[]> {
  let steps = round.steps
  for (let length = Math.ceil(steps.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    // From the end: what comes after the failure goes at once.
    for (let start = steps.length - length; start > -length; start -= length) {
      const from = Math.max(0, start)
      const fewer = [...steps.slice(0, from), ...steps.slice(start + length)]
      if (fewer.length < steps.length && (await fails({ ...round, steps: fewer }))) steps = fewer
    }
  }
  return steps
}

async function simplerArguments(round: Round, fails: Fails): Promise<Round> {
  let simplest = round
  for (const config of simpler(round.config)) {
    const candidate = { ...simplest, config: config as Args }
    if (await fails(candidate)) simplest = candidate
  }
  for (let index = 0; index < simplest.steps.length; index++) {
    const [name] = simplest.steps[index] as Step
    for (let again = true; again; ) {
      again = false
      for (const args of simpler((simplest.steps[index] as Step)[1])) {
        const steps = simplest.steps.map((step, at): Step => (at === index ? [name, args as Args] : step))
        if (!(await fails({ ...simplest, steps }))) continue
        simplest = { ...simplest, steps }
        again = true
        break
      }
    }
  }
  return simplest
}

/** Forms of a value that are a little simpler: smaller numbers, absent options, one item less. */
function* simpler(value: Json): Generator<Json> {
  if (typeof value === 'number') yield* smaller(value)
  else if (Array.isArray(value)) yield* simplerItems(value)
  else if (typeof value === 'object' && value !== null) yield* simplerFields(value as Args)
}

function* smaller(value: number): Generator<number> {
  const half = Math.trunc(value / 2)
  for (const candidate of [0, 1, half, value - Math.sign(value)]) {
    if (Math.abs(candidate) < Math.abs(value)) yield candidate
  }
}

function* simplerItems(items: readonly Json[]): Generator<Json> {
  for (const [index, item] of items.entries()) {
    for (const candidate of simpler(item)) yield items.map((other, at) => (at === index ? candidate : other))
  }
}

function* simplerFields(fields: Args): Generator<Json> {
  for (const [key, item] of Object.entries(fields)) {
    if (typeof item === 'object' && item !== null) yield { ...fields, [key]: null }
    for (const candidate of simpler(item)) yield { ...fields, [key]: candidate }
  }
}
