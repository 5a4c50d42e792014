import { InvalidValueError } from '../errors.js'
import { checkOptions } from '../options.js'
import type { MessageOptions } from '../service/storage-service.js'
import { checkMode, LOAD_MODES, type LoadMode } from '../tree/index.js'

export interface LoadOptions {
  /** The trajectory in the file, by name or by position among the names; its own name by default. */
  readonly name?: string
  readonly index?: number
  /** Takes parameters only, for a new trajectory. */
  readonly asNew?: boolean
  /** How the four kinds of nodes are loaded that have no mode of their own. */
  readonly loadData?: LoadMode
  readonly parameters?: LoadMode
  readonly derivedParameters?: LoadMode
  readonly results?: LoadMode
  readonly other?: LoadMode
  readonly recursive?: boolean
  readonly maxDepth?: number
  readonly withRunInformation?: boolean
  readonly withMetaData?: boolean
  /** Loads files of newer formats too. */
  readonly force?: boolean
}

/** Names of the options, to tell them from those of a service. */
export const LOAD_OPTIONS = [
  'name',
  'index',
  'asNew',
  'loadData',
  'parameters',
  'derivedParameters',
  'results',
  'other',
  'recursive',
  'maxDepth',
  'withRunInformation',
  'withMetaData',
  'force',
] as const satisfies readonly (keyof LoadOptions)[]

const MODE_OPTIONS = ['loadData', 'parameters', 'derivedParameters', 'results', 'other'] as const

/** The message's options for loading a trajectory; which one is left open when neither name nor index is given. */
export function loadMessageOptions(options: LoadOptions): MessageOptions {
  checkOptions(options, LOAD_OPTIONS, 'load')
  const { name, index, asNew = false, maxDepth } = options
  if (name !== undefined && index !== undefined) {
    throw new InvalidValueError(`A trajectory is loaded by name or by index, but got '${name}' and ${index}.`)
  }
  const rest = options.loadData ?? (asNew ? 'nothing' : 'skeleton')
  const modes = {
    loadParameters: options.parameters ?? options.loadData ?? 'data',
    loadDerivedParameters: options.derivedParameters ?? rest,
    loadResults: options.results ?? rest,
    loadOtherData: options.other ?? rest,
  }
  for (const what of MODE_OPTIONS) checkMode(options[what], LOAD_MODES, what)
  return {
    ...(name === undefined ? {} : { trajectoryName: name }),
    ...(index === undefined ? {} : { trajectoryIndex: index }),
    asNew,
    ...modes,
    recursive: options.recursive ?? true,
    ...(maxDepth === undefined ? {} : { maxDepth }),
    withRunInformation: options.withRunInformation ?? true,
    withMetaData: options.withMetaData ?? true,
    force: options.force ?? false,
  }
}

/** The trajectory of that name, unless another is meant. */
export const namedOr = (name: string, options: LoadOptions): LoadOptions =>
  options.name === undefined && options.index === undefined ? { name, ...options } : options

export const definedOnly = (options: object): object =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
