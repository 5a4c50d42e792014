import type { EArray } from '../../../lib/h5/array.js'
import type { ArrayInput } from '../../../lib/h5/elements.js'
import { OFFLOAD_BYTES } from '../../../lib/h5/offload.js'
import { NDArray } from '../../../lib/values/index.js'
import type { Dice } from '../engine/dice.js'
import { type AnyOperation, type Json, operation, refuse, skip } from '../engine/kind.js'
import { type ArrayState, type ArraysModel, handleOf, type Target, withState } from './arrays.js'
import { type Block, blockOf, optionsOf, type Part, putBlock, somePart, takeBlock } from './blocks.js'
import { bytesOfElement, bytesOfFill, type Fill, looks, present } from './elements.js'
import type { RealFile } from './file-model.js'
import { type Form, forms, inputOf, outcomeOf } from './inputs.js'
import { quietly } from './links.js'

interface Write extends Target, Fill {
  readonly part: Part
  readonly form: Form
  readonly sync: boolean
}

/** One of several things that are under way at once. */
interface Act extends Fill {
  readonly act: 'write' | 'read' | 'readSync'
  readonly handle: number
  readonly part: Part
}

export const someFill = (dice: Dice): Fill => ({ look: dice.pick(looks), seed: dice.below(1e6) })

export function someTarget(
  dice: Dice,
  nodes: ReadonlyMap<string, { readonly links: boolean }>,
): (Target & { readonly [key: string]: Json }) | undefined {
  if (nodes.size === 0) return undefined
  const path = dice.pick([...nodes.keys()])
  return { path, way: nodes.get(path)?.links ? dice.below(3) : 0, handle: dice.below(2) }
}

export function stateAt<State extends { readonly links: boolean }>(
  nodes: ReadonlyMap<string, State>,
  { path, way }: Target,
): State {
  const state = nodes.get(path) ?? skip()
  if (way > 0 && !state.links) skip()
  return state
}

/** How data are given, computed once for model and library. */
const dataOf = (state: Pick<ArrayState, 'element'>, shape: readonly number[], fill: Fill): Buffer =>
  bytesOfFill(
    state.element,
    shape.reduce((total, length) => total * length, 1),
    fill,
  )

/** Reading and overwriting of blocks, for all kinds of arrays. `element` of the library's side comes from the model. */
export function arrayOperations<Real extends RealFile>(): AnyOperation<ArraysModel, Real>[] {
  const define = operation<ArraysModel, Real>()
  /** What the model made of the arguments, for the library. */
  let input: ArrayInput = 0
  let inputs: ArrayInput[] = []
  let choosesChunks = false
  return [
    define({
      name: 'write',
      weight: 5,
      generate: (dice, { state }) => {
        const target = someTarget(dice, state)
        if (!target) return undefined
        const part = somePart(dice, (state.get(target.path) as ArrayState).shape)
        return { ...target, part, form: dice.pick(forms), sync: dice.chance(0.7), ...someFill(dice) }
      },
      model: (model, args: Write) => {
        const state = stateAt(model.state, args)
        model.checkWritable()
        const block = blockOf(state.shape, args.part)
        const data = dataOf(state, block.shape, args)
        const form = block.shape.includes(0) ? 'array' : args.form
        input = inputOf(state.element, block.shape, data, state.element.memory === '|T' ? 'plain' : form)
        const bytes = putBlock(state.bytes, state.shape, block, bytesOfElement(state.element), data)
        model.state = withState(model.state, args.path, { ...state, bytes })
      },
      real: (real, args) => {
        const node = handleOf(real, args) as EArray
        return args.sync ? node.writeSync(input, optionsOf(args.part)) : node.write(input, optionsOf(args.part))
      },
    }),
    define({
      name: 'together',
      weight: 0.8,
      generate: (dice, { state }) => {
        const target = someTarget(dice, state)
        if (!target) return undefined
        const { shape } = state.get(target.path) as ArrayState
        const acts = Array.from({ length: dice.between(2, 4) }, () => ({
          act: dice.pick(['write', 'read', 'read', 'readSync'] as const),
          handle: dice.below(2),
          part: somePart(dice, shape),
          ...someFill(dice),
        }))
        return { ...target, acts }
      },
      model: (model, args: Target & { acts: readonly Act[] | null }) => {
        const acts = args.acts ?? skip()
        let state = stateAt(model.state, args)
        const isWriting = acts.some(({ act }) => act === 'write')
        if (isWriting && (!model.writable || state.element.memory === '|T')) skip()
        // One that is refused says no more than it does alone.
        const blocks = acts.map(({ part }) => quietly(() => blockOf(state.shape, part)) ?? skip())
        if (overtakes(acts, blocks, bytesOfElement(state.element))) skip()
        inputs = []
        const outcomes = acts.map(({ act, look, seed }, index) => {
          const { shape, axes } = blocks[index] as Block
          if (act === 'write') {
            const data = dataOf(state, shape, { look, seed })
            inputs.push(inputOf(state.element, shape, data, 'array'))
            const bytes = putBlock(state.bytes, state.shape, { shape, axes }, bytesOfElement(state.element), data)
            state = { ...state, bytes }
            return null
          }
          const bytes = takeBlock(state.bytes, state.shape, { shape, axes }, bytesOfElement(state.element))
          return { shape: [...shape, ...state.element.inner], data: present(state.element, bytes) }
        })
        model.state = withState(model.state, args.path, state)
        return outcomes
      },
      real: async (real, { path, way, acts }) => {
        let written = 0
        // All are begun before one is waited for.
        const begun = (acts ?? []).map(async ({ act, handle, part }) => {
          const node = handleOf(real, { path, way, handle }) as EArray
          if (act === 'write') return node.write(inputs[written++] as ArrayInput, optionsOf(part))
          return act === 'read' ? node.read(optionsOf(part)) : node.readSync(optionsOf(part))
        })
        return (await Promise.all(begun)).map((array) => (array ? outcomeOf(array) : null))
      },
    }),
    define({
      name: 'fill',
      weight: 1,
      generate: (dice, { state }) => {
        const target = someTarget(dice, state)
        if (!target || (state.get(target.path) as ArrayState).element.inner.length > 0) return undefined
        return { ...target, part: somePart(dice, (state.get(target.path) as ArrayState).shape), ...someFill(dice) }
      },
      model: (model, args: Target & Fill & { part: Part }) => {
        const state = stateAt(model.state, args)
        if (state.element.inner.length > 0 || state.element.memory === '|T') skip()
        model.checkWritable()
        const block = blockOf(state.shape, args.part)
        const one = dataOf(state, [], args)
        input = inputOf(state.element, [], one, 'plain')
        const count = block.shape.reduce((total, length) => total * length, 1)
        const data = Buffer.concat(Array.from({ length: count }, () => one))
        const bytes = putBlock(state.bytes, state.shape, block, state.element.size, data)
        model.state = withState(model.state, args.path, { ...state, bytes })
      },
      real: (real, args) => (handleOf(real, args) as EArray).writeSync(input, optionsOf(args.part)),
    }),
    define({
      name: 'read',
      weight: 4,
      generate: (dice, { state }) => {
        const target = someTarget(dice, state)
        if (!target) return undefined
        return { ...target, part: somePart(dice, (state.get(target.path) as ArrayState).shape), sync: dice.chance(0.6) }
      },
      model: (model, args: Target & { part: Part; sync: boolean }) => {
        const state = stateAt(model.state, args)
        const block = blockOf(state.shape, args.part)
        const bytes = takeBlock(state.bytes, state.shape, block, bytesOfElement(state.element))
        return { shape: [...block.shape, ...state.element.inner], data: present(state.element, bytes) }
      },
      real: async (real, args) => {
        const node = handleOf(real, args) as EArray
        const options = optionsOf(args.part)
        return outcomeOf(args.sync ? node.readSync(options) : await node.read(options))
      },
    }),
    define({
      name: 'misfit',
      weight: 0.6,
      generate: (dice, { state }) => {
        const target = someTarget(dice, state)
        return target && { ...target, how: dice.pick(['longer', 'opaque', 'option', 'deep'] as const) }
      },
      model: (model, args: Target & { how: 'longer' | 'opaque' | 'option' | 'deep' }) => {
        const state = stateAt(model.state, args)
        if (state.shape.length === 0) skip()
        model.checkWritable()
        const [rows = 0, ...rest] = state.shape
        const shape = [rows + 2, ...rest]
        if (args.how === 'longer') input = inputOf(state.element, shape, dataOf(state, shape, zeros), 'array')
        else if (args.how === 'opaque') input = new NDArray({ data: new Float64Array(1), shape: [], dtype: '<f8' })
        else input = 0
        if (args.how === 'opaque' && ['<f8', '<f2', '|T'].includes(state.element.memory)) skip()
        refuse('InvalidValueError', 'InvalidTypeError', 'UnknownOptionError')
      },
      real: (real, args) => {
        const node = handleOf(real, args) as EArray
        const options = { option: { strat: 1 }, deep: { selection: new Array(9).fill(0) }, longer: {}, opaque: {} }
        node.writeSync(input, options[args.how] as object)
      },
    }),
    define({
      name: 'facts',
      weight: 1,
      generate: (dice, { state }) => someTarget(dice, state),
      model: (model, args: Target) => {
        const { shape, element, chunkshape } = stateAt(model.state, args)
        const size = shape.reduce((total, length) => total * length, 1)
        choosesChunks = chunkshape === null
        return {
          shape: [...shape],
          size,
          nrows: shape[0] ?? 1,
          dtype: element.dtype,
          ...(chunkshape ? { chunkshape } : {}),
        }
      },
      real: (real, args) => {
        const { shape, size, nrows, dtype, chunkshape } = handleOf(real, args) as EArray
        const chunks = choosesChunks || !chunkshape ? {} : { chunkshape: [...chunkshape] }
        return { shape: [...shape], size, nrows, dtype, ...chunks }
      },
    }),
    define({
      name: 'close',
      weight: 1,
      generate: (dice, { state }) => someTarget(dice, state),
      model: (model, args: Target) => {
        stateAt(model.state, args)
      },
      real: (real, { path, way, handle }) => {
        const node = handleOf(real, { path, way, handle })
        real.closeHandle(node.path, handle)
      },
    }),
  ]
}

/**
 * Large blocks are moved on another thread, one after another; a small one does not wait for them. What comes of a write
 * that may overtake, or of a read that may overtake a write, is not said.
 */
function overtakes(acts: readonly Act[], blocks: readonly Block[], size: number): boolean {
  const under = new Set<'read' | 'write'>()
  return acts.some(({ act }, index) => {
    const count = (blocks[index] as Block).shape.reduce((total, length) => total * length, size)
    const isWrite = act === 'write'
    if (count >= OFFLOAD_BYTES && act !== 'readSync') {
      under.add(isWrite ? 'write' : 'read')
      return false
    }
    return under.has('write') || (isWrite && under.has('read'))
  })
}

const zeros: Fill = { look: 'zeros', seed: 0 }
