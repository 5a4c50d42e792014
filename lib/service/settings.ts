import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { compressors } from '../h5/filters.js'
import { describe } from '../options.js'
import { encodingNames, findEncoding } from '../values/index.js'

/** What a service stores by. The file keeps these in its table `hdf5_settings`. */
export interface Settings {
  readonly complib: string
  readonly complevel: number
  readonly shuffle: boolean
  readonly fletcher32: boolean
  readonly pandasFormat: 'fixed' | 'table'
  /** Of texts of values; comments, names and annotations are UTF-8. */
  readonly encoding: string
  /** Tables config_overview, parameters_overview, explored_parameters_overview. */
  readonly smallOverviewTables: boolean
  /** Tables results_overview, derived_parameters_overview. */
  readonly largeOverviewTables: boolean
  /** Tables results_summary, derived_parameters_summary. */
  readonly summaryTables: boolean
  readonly purgeDuplicateComments: boolean
  readonly resultsPerRun: number
  readonly derivedParametersPerRun: number
}

interface Setting<T> {
  readonly default: T
  readonly comment: string
  /** Gives the value in its final form or throws one sentence. */
  readonly check: (value: unknown, name: string) => T
}

const oneOf =
  <T extends string>(allowed: () => readonly string[], aliases: Readonly<Record<string, T>> = {}) =>
  (value: unknown, name: string): T => {
    const meant = typeof value === 'string' && Object.hasOwn(aliases, value) ? aliases[value] : value
    if (typeof meant === 'string' && allowed().includes(meant)) return meant as T
    throw new InvalidValueError(`${name} must be one of ${allowed().join(', ')}; got ${describe(value)}`)
  }

const flag = (value: unknown, name: string): boolean => {
  if (typeof value === 'boolean') return value
  throw new InvalidTypeError(`${name} must be true or false; got ${describe(value)}`)
}

const integer =
  (low: number, high: number) =>
  (value: unknown, name: string): number => {
    if (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) return value as number
    throw new InvalidValueError(`${name} must be an integer from ${low} to ${high}; got ${describe(value)}`)
  }

const count = integer(0, 2 ** 31 - 1)

const checkEncoding = (value: unknown, name: string): string => {
  const found = typeof value === 'string' ? findEncoding(value) : undefined
  if (found) return found.name
  throw new InvalidValueError(`${name} must be one of ${encodingNames.join(', ')}; got ${describe(value)}`)
}

/** Every setting: a new one is a line here. */
export const settings: { readonly [Name in keyof Settings]: Setting<Settings[Name]> } = {
  complib: { default: 'zlib', check: oneOf(compressors), comment: 'Compression library' },
  complevel: { default: 9, check: integer(0, 9), comment: 'Compression level, 0 for none' },
  shuffle: { default: true, check: flag, comment: 'Whether bytes are shuffled before compression' },
  fletcher32: { default: false, check: flag, comment: 'Whether chunks have checksums' },
  pandasFormat: {
    default: 'fixed',
    check: oneOf<'fixed' | 'table'>(() => ['fixed', 'table'], { f: 'fixed', t: 'table' }),
    comment: 'How frames and series are stored: fixed or table',
  },
  encoding: { default: 'utf8', check: checkEncoding, comment: 'Encoding of texts of values' },
  smallOverviewTables: { default: true, check: flag, comment: 'Whether there is a table of these leaves' },
  largeOverviewTables: { default: false, check: flag, comment: 'Whether there is a table of these leaves' },
  summaryTables: { default: true, check: flag, comment: 'Whether there is a table of their comments' },
  purgeDuplicateComments: {
    default: true,
    check: flag,
    comment: 'Whether a comment that many runs share is stored once',
  },
  resultsPerRun: { default: 0, check: count, comment: 'Expected number of results of a run' },
  derivedParametersPerRun: { default: 0, check: count, comment: 'Expected number of derived parameters of a run' },
}

export const settingNames = Object.keys(settings) as (keyof Settings)[]

/** Checks the settings among some options. */
export function checkSettings(options: Readonly<Record<string, unknown>>): Partial<Settings> {
  const given = settingNames.filter((name) => options[name] !== undefined)
  const checked = Object.fromEntries(given.map((name) => [name, settings[name].check(options[name], name)]))
  checkTogether(checked)
  return checked
}

/** Explicit options stand above what the file says, and that above the defaults. */
export function combineSettings(explicit: Partial<Settings>, ofFile: Partial<Settings>): Settings {
  const defaults = Object.fromEntries(settingNames.map((name) => [name, settings[name].default]))
  const combined = { ...defaults, ...ofFile, ...explicit } as Settings
  checkTogether(combined)
  return combined
}

function checkTogether({ purgeDuplicateComments, summaryTables }: Partial<Settings>): void {
  if ((purgeDuplicateComments ?? true) && summaryTables === false) {
    throw new InvalidValueError(
      'Purging comments needs the summary tables: set purgeDuplicateComments to false, or summaryTables to true',
    )
  }
}
