import type { ArrayInput } from '../../../lib/h5/elements.js'
import type { DType } from '../../../lib/h5/native.js'
import type { Dice } from '../engine/dice.js'
import { type AnyOperation, operation, refuse } from '../engine/kind.js'
import { someFill } from './array-ops.js'
import { type ArrayState, type ArraysModel, type Created, createdState, paths, waysTo, withState } from './arrays.js'
import { allTypes, bytesOfElement, bytesOfFill, elementOf, type Fill, fixedTypes } from './elements.js'
import type { RealFile } from './file-model.js'
import { someChunks, someFilters } from './filters.js'
import { inputOf } from './inputs.js'

interface Arguments extends Created, Fill {
  /** From data, or empty. */
  readonly data: boolean
}

/** Making an array of one kind, with its two links. A name that is taken is refused. */
export function createOperation(kind: ArrayState['kind']): AnyOperation<ArraysModel, RealFile> {
  let input: ArrayInput = 0
  return operation<ArraysModel, RealFile>()({
    name: 'create',
    weight: 1.5,
    generate: (dice, model) => {
      // The first step of every round makes something.
      if (model.state.size > 0 && dice.chance(0.5)) return undefined
      const path = dice.pick(paths)
      if (dice.chance(kind === 'earray' ? 0.05 : 0.03)) return { path, ...someLarge(dice, kind) }
      const data = kind === 'array' || dice.chance(0.4)
      const dtype = dice.pick<DType>(data ? fixedTypes : allTypes)
      const shape = someShape(dice, kind)
      const chunkshape = kind === 'array' ? null : someChunks(dice, shape)
      const filters = kind === 'array' ? null : someFilters(dice, kind === 'earray')
      return { path, dtype, shape, chunkshape, filters, links: dice.chance(0.3), data, ...someFill(dice) }
    },
    model: (model, args: Arguments) => {
      model.checkWritable()
      const element = elementOf(args.dtype)
      const count = args.shape.reduce((total, length) => total * length, 1)
      const bytes = args.data ? bytesOfFill(element, count, args) : Buffer.alloc(count * bytesOfElement(element))
      if (args.data) input = inputOf(element, args.shape, bytes, 'array')
      if (model.state.has(args.path)) refuse('ExistsError', 'InvalidValueError')
      if (kind !== 'array' && args.shape.slice(kind === 'earray' ? 1 : 0).includes(0)) refuse('InvalidValueError')
      if (args.chunkshape?.some((length) => length < 1)) refuse('InvalidValueError')
      model.state = withState(model.state, args.path, createdState(kind, args, bytes))
    },
    real: ({ file }, args) => {
      const { path, dtype, shape, data } = args
      const options = {
        dtype,
        ...(data ? { data: input } : { shape }),
        ...(args.chunkshape ? { chunkshape: args.chunkshape } : {}),
        ...(args.filters ? { filters: args.filters } : {}),
      }
      const node =
        kind === 'array'
          ? file.createArray(path, input, { dtype })
          : kind === 'carray'
            ? file.createCArray(path, options)
            : file.createEArray(path, options)
      if (args.links) {
        file.createSoftLink(waysTo(path)[1] as string, path)
        file.createHardLink(waysTo(path)[2] as string, node)
      }
      node.close()
    },
  })
}

/** Blocks that are read and written off the main thread, in chunks that are not too many. */
function someLarge(dice: Dice, kind: ArrayState['kind']) {
  const dtype = dice.pick<DType>(['<f8', '<i8', '>f8', '<u4', '<c8'])
  const shape =
    kind === 'earray' || dice.chance(0.5)
      ? [dice.between(40_000, 80_000)]
      : [dice.between(200, 300), dice.between(200, 300)]
  const chunkshape = shape.map((length) => dice.between(Math.ceil(length / 6), length + 9))
  const filters = kind === 'array' || dice.chance(0.3) ? null : someFilters(dice)
  const look = dice.pick(['ramp', 'mixed', 'noise'] as const)
  const given = { dtype, shape, filters, links: false, data: true, look, seed: dice.below(1e6) }
  return { ...given, chunkshape: kind === 'array' ? null : chunkshape }
}

function someShape(dice: Dice, kind: ArrayState['kind']): readonly number[] {
  const rank = dice.pick(kind === 'array' ? [0, 1, 1, 2, 3] : [1, 1, 2, 2, 3])
  const longest = [40, 40, 12, 6][rank] as number
  const shape = Array.from({ length: rank }, () => dice.between(1, longest))
  if (kind === 'earray' && dice.chance(0.6)) shape[0] = 0
  if (kind === 'array' && rank > 0 && dice.chance(0.1)) shape[0] = 0
  return shape
}
