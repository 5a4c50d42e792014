import type { EArray } from '../../../lib/h5/array.js'
import type { ArrayInput } from '../../../lib/h5/elements.js'
import { expectArrays, sameShapes, verifyArrays } from '../common/array-check.js'
import { arrayOperations, someFill, someTarget, stateAt } from '../common/array-ops.js'
import { type ArrayState, type ArraysModel, handleOf, type Target, withState } from '../common/arrays.js'
import { createOperation } from '../common/create-array.js'
import { bytesOfElement, bytesOfFill, type Fill } from '../common/elements.js'
import { FileModel, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import { flatInputOf, inputOf } from '../common/inputs.js'
import { seededConfig, startingArrays, startsWithSeed } from '../common/seeded.js'
import { type Kind, operation, refuse } from '../engine/kind.js'

const define = operation<ArraysModel, RealFile>()
let input: ArrayInput = 0

/** A list of numbers with chunks of many rows. */
const isLarge = ({ shape, chunkshape }: ArrayState): boolean => shape.length === 1 && (chunkshape?.[0] ?? 0) > 4000

interface Append extends Target, Fill {
  readonly rows: number
  /** One row without its axis, rows, flat, or rows that are one element too long. */
  readonly form: 'row' | 'array' | 'plain' | 'strided' | 'flat' | 'longer'
}

const append = define({
  name: 'append',
  weight: 5,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    if (!target) return undefined
    const form = dice.pick([
      'row',
      'array',
      'plain',
      'strided',
      'flat',
      'flat',
      ...(dice.chance(0.1) ? (['longer'] as const) : []),
    ] as const)
    const array = state.get(target.path) as ArrayState
    if (isLarge(array) && dice.chance(0.5)) {
      // So many that they do not wait.
      const rows = Math.ceil(2 ** 20 / array.element.size) + dice.between(0, 9999)
      return {
        ...target,
        rows,
        form: dice.pick(['array', 'flat'] as const),
        look: 'ramp' as const,
        seed: dice.below(100),
      }
    }
    return { ...target, rows: dice.chance(0.1) ? dice.between(0, 60) : dice.between(0, 5), form, ...someFill(dice) }
  },
  model: (model, args: Append) => {
    const state = stateAt(model.state, args)
    model.checkWritable()
    if (state.element.memory === '|T') {
      input = ['text']
      refuse('UnsupportedError', 'InvalidTypeError')
    }
    const [stored = 0, ...inner] = state.shape
    if (args.form === 'longer') {
      const shape = [2, ...inner, 2]
      input = inputOf(
        state.element,
        shape,
        bytesOfFill(
          state.element,
          shape.reduce((a, b) => a * b),
          args,
        ),
        'array',
      )
      refuse('InvalidValueError')
    }
    const rows = args.form === 'row' ? 1 : args.rows
    const shape = args.form === 'row' ? inner : [rows, ...inner]
    const data = bytesOfFill(
      state.element,
      shape.reduce((a, b) => a * b, 1),
      args,
    )
    const form = rows === 0 ? 'array' : args.form === 'row' || args.form === 'flat' ? 'array' : args.form
    input =
      args.form === 'flat'
        ? flatInputOf(state.element, shape, data)
        : inputOf(state.element, shape, data, form as 'array')
    const limit = state.foreign?.limit ?? Number.POSITIVE_INFINITY
    if (stored + rows > limit) refuse('InvalidValueError')
    const bytes = Buffer.concat([state.bytes, data])
    model.state = withState(model.state, args.path, { ...state, shape: [stored + rows, ...inner], bytes })
  },
  real: (real, args) => (handleOf(real, args) as EArray).append(input),
})

const truncate = define({
  name: 'truncate',
  weight: 1.2,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    const rows = target && ((state.get(target.path) as ArrayState).shape[0] ?? 0)
    return (
      target && {
        ...target,
        rows: dice.chance(0.04) ? -1 : dice.between(0, (rows ?? 0) + (dice.chance(0.3) ? 6 : 0)),
      }
    )
  },
  model: (model, args: Target & { rows: number }) => {
    const state = stateAt(model.state, args)
    model.checkWritable()
    if (args.rows < 0) refuse('InvalidValueError')
    const [, ...inner] = state.shape
    const { limit, fill } = state.foreign ?? { limit: null, fill: Buffer.alloc(1) }
    if (limit !== null && args.rows > limit) refuse('InvalidValueError', 'Hdf5Error')
    const bytes = Buffer.alloc(inner.reduce((a, b) => a * b, args.rows) * bytesOfElement(state.element), fill)
    state.bytes.copy(bytes)
    model.state = withState(model.state, args.path, { ...state, shape: [args.rows, ...inner], bytes })
  },
  real: (real, { rows, ...target }) => (handleOf(real, target) as EArray).truncate(rows),
})

const flushNode = define({
  name: 'flushNode',
  weight: 0.5,
  generate: (dice, { state }) => someTarget(dice, state),
  model: (model, args: Target) => {
    stateAt(model.state, args)
  },
  real: (real, args) => handleOf(real, args).flush(),
})

/** Arrays that grow along their first axis. */
export const earray: Kind<ArraysModel, RealFile> = {
  name: 'earray',
  config: seededConfig('earray'),
  model: (config) => new FileModel(config, startingArrays('earray', config)),
  real: (config, folder) => new RealFile(config, folder, (filename) => startsWithSeed('earray', config, filename)),
  operations: [
    createOperation('earray'),
    append,
    truncate,
    flushNode,
    ...arrayOperations(),
    ...fileOperations(verifyArrays),
  ],
  check: sameShapes,
  finish: (model, real) => finishFile(model, real, verifyArrays),
  abandon: (real) => real.abandon(),
  expectation: expectArrays,
}
