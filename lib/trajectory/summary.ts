import type { Parameter } from '../leaf/index.js'
import { reprValue } from '../values/index.js'

const MAX_REPR = 512

/** What a run is about: `name: value` of each parameter, the full name where the short one occurs before. */
export function parameterSummary(parameters: Iterable<Parameter>, run: number): string {
  let summary = ''
  for (const parameter of parameters) {
    const name = summary.includes(parameter.name) ? parameter.fullName : parameter.name
    summary += `${summary === '' ? '' : ',   '}${name}: ${shortened(reprValue(parameter.typedAt(run)))}`
  }
  return summary
}

const shortened = (text: string): string => (text.length < MAX_REPR ? text : `${text.slice(0, MAX_REPR - 3)}...`)
