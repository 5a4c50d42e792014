import { isDeepStrictEqual } from 'node:util'
import type { ArrayInput } from '../../../lib/h5/elements.js'
import type { File } from '../../../lib/h5/file.js'
import type { Filters } from '../../../lib/h5/filters.js'
import type { DType } from '../../../lib/h5/native.js'
import type { Slice } from '../../../lib/h5/selection.js'
import { VLArray } from '../../../lib/h5/vlarray.js'
import { someFill, someTarget, stateAt } from '../common/array-ops.js'
import { handleOf, paths, type Target, waysTo } from '../common/arrays.js'
import { indicesOf, someSlice } from '../common/blocks.js'
import {
  bytesOfElement,
  bytesOfFill,
  type Element,
  elementOf,
  type Fill,
  fixedTypes,
  present,
} from '../common/elements.js'
import { FileModel, fileConfig, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import { someFilters } from '../common/filters.js'
import { type Form, forms, inputOf, outcomeOf } from '../common/inputs.js'
import { type Expectation, type Json, type Kind, Mismatch, operation, refuse, skip } from '../engine/kind.js'
import { shown } from '../engine/shown.js'

interface RaggedState {
  readonly element: Element
  readonly rows: readonly Buffer[]
  readonly links: boolean
}
type RaggedModel = FileModel<ReadonlyMap<string, RaggedState>>

const define = operation<RaggedModel, RealFile>()
let input: ArrayInput = 0

interface Create {
  readonly path: string
  readonly dtype: DType
  readonly chunkshape: readonly number[] | null
  readonly filters: Partial<Filters> | null
  readonly links: boolean
}

const create = define({
  name: 'create',
  weight: 1.5,
  generate: (dice, model) => {
    if (model.state.size > 0 && dice.chance(0.5)) return undefined
    const chunkshape = dice.chance(0.7) ? [dice.between(1, 8)] : null
    const filters = someFilters(dice)
    return { path: dice.pick(paths), dtype: dice.pick(fixedTypes), chunkshape, filters, links: dice.chance(0.3) }
  },
  model: (model, { path, dtype, chunkshape, filters, links }: Create) => {
    model.checkWritable()
    if (model.state.has(path)) refuse('ExistsError', 'InvalidValueError')
    if (filters?.fletcher32 || chunkshape?.some((length) => length < 1)) refuse('InvalidValueError')
    model.state = new Map(model.state).set(path, { element: elementOf(dtype), rows: [], links })
  },
  real: ({ file }, { path, dtype, chunkshape, filters, links }) => {
    const node = file.createVLArray(path, {
      dtype,
      ...(chunkshape ? { chunkshape } : {}),
      ...(filters ? { filters } : {}),
    })
    if (links) {
      file.createSoftLink(waysTo(path)[1] as string, path)
      file.createHardLink(waysTo(path)[2] as string, node)
    }
    node.close()
  },
})

interface Append extends Target, Fill {
  readonly length: number
  readonly form: Form | 'deep' | 'other'
}

const append = define({
  name: 'append',
  weight: 7,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    const form = dice.chance(0.06) ? dice.pick(['deep', 'other'] as const) : dice.pick(forms)
    return (
      target && {
        ...target,
        length: dice.chance(0.05) ? dice.between(0, 200) : dice.between(0, 6),
        form,
        ...someFill(dice),
      }
    )
  },
  model: (model, args: Append) => {
    const state = stateAt(model.state, args)
    model.checkWritable()
    const { element } = state
    const { length, form } = args
    if (form === 'deep') {
      input = inputOf(element, [2, 2], bytesOfFill(element, 4, args), 'array')
      refuse('InvalidValueError')
    }
    if (form === 'other') {
      // Into byte strings goes text as well.
      if (element.memory.startsWith('|S')) skip()
      input = element.memory.startsWith('|T') ? new Float64Array(2) : ['text']
      refuse('InvalidTypeError', 'InvalidValueError')
    }
    const row = bytesOfFill(element, length, args)
    input = inputOf(element, [length], row, length === 0 ? 'array' : form)
    model.state = new Map(model.state).set(args.path, { ...state, rows: [...state.rows, row] })
  },
  real: (real, args) => (handleOf(real, args) as VLArray).append(input),
})

const rowOf = (element: Element, row: Buffer): object => ({
  shape: [row.length / bytesOfElement(element), ...element.inner],
  data: present(element, row),
})

const read = define({
  name: 'read',
  weight: 4,
  generate: (dice, { state }) => {
    const target = someTarget(dice, state)
    const count = target ? (state.get(target.path) as RaggedState).rows.length : 0
    return target && { ...target, slice: dice.chance(0.3) ? {} : someSlice(dice, count), sync: dice.chance(0.5) }
  },
  model: (model, args: Target & { slice: Slice | null; sync: boolean }) => {
    const { element, rows } = stateAt(model.state, args)
    return indicesOf(args.slice ?? {}, rows.length).map((index) => rowOf(element, rows[index] as Buffer))
  },
  real: async (real, { slice, sync, ...target }) => {
    const node = handleOf(real, target) as VLArray
    const rows = sync ? node.readSync(slice ?? {}) : await node.read(slice ?? {})
    return rows.map(outcomeOf)
  },
})

const touch = (name: string, weight: number, act: (real: RealFile, target: Target) => void) =>
  define({
    name,
    weight,
    generate: (dice, { state }) => someTarget(dice, state),
    model: (model, target: Target) => {
      stateAt(model.state, target)
    },
    real: act,
  })

const flushNode = touch('flushNode', 0.7, (real, target) => handleOf(real, target).flush())
const close = touch('close', 1, (real, target) => real.closeHandle(handleOf(real, target).path, target.handle))

function verify(model: RaggedModel, file: File): void {
  for (const [path, { element, rows, links }] of model.state) {
    for (const name of links ? waysTo(path) : [path]) {
      const node = file.get(name)
      if (!(node instanceof VLArray)) throw new Mismatch(`${name} opens as ${node.kind}`)
      const [found, expected] = [node.readSync().map(outcomeOf), rows.map((row) => rowOf(element, row))]
      if (!isDeepStrictEqual(found, expected))
        throw new Mismatch(`${name} holds ${shown(found)}; expected ${shown(expected)}`)
      node.close()
    }
  }
}

function sameCounts(model: RaggedModel, real: RealFile): void {
  for (const node of real.handles) {
    const state = [...model.state].find(([path]) => waysTo(path).includes(node.path))?.[1]
    if (!state || !(node instanceof VLArray) || node.nrows === state.rows.length) continue
    throw new Mismatch(`a handle of ${node.path} has ${node.nrows} rows; expected ${state.rows.length}`)
  }
}

const expectRows = (model: RaggedModel, real: RealFile): Expectation => ({
  file: real.filename,
  nodes: Object.fromEntries(
    [...model.state].map(([path, { element, rows }]): [string, Json] => [
      path,
      {
        kind: 'vlarray',
        rows: rows.map((row) => row.toString('hex')),
        ...(isForH5py(element) ? {} : { only: element.dtype === '>c16' ? 'neither' : 'PyTables' }),
      },
    ]),
  ),
})

/** It does not swap bytes inside of rows (nor does PyTables those of complex numbers), and takes no empty rows of texts and arrays. */
const isForH5py = ({ dtype }: Element): boolean => typeof dtype === 'string' && !/^(>|.[ST])/.test(dtype)

/** Rows of differing length. */
export const vlarray: Kind<RaggedModel, RealFile> = {
  name: 'vlarray',
  config: fileConfig,
  model: (config) => new FileModel(config, new Map()),
  real: (config, folder) => new RealFile(config, folder),
  operations: [create, append, read, flushNode, close, ...fileOperations(verify)],
  check: sameCounts,
  finish: (model, real) => finishFile(model, real, verify),
  abandon: (real) => real.abandon(),
  expectation: expectRows,
}
