import { ArrayDataset } from '../../../lib/h5/array.js'
import type { File } from '../../../lib/h5/file.js'
import { type Args, type Expectation, type Json, Mismatch } from '../engine/kind.js'
import { shown } from '../engine/shown.js'
import { type ArrayState, type ArraysModel, waysTo } from './arrays.js'
import { present } from './elements.js'
import type { RealFile } from './file-model.js'
import { outcomeOf } from './inputs.js'

/** Every array by every name, read as a whole. */
export function verifyArrays(model: ArraysModel, file: File): void {
  for (const [path, state] of model.state) {
    for (const name of state.links ? waysTo(path) : [path]) {
      const node = file.get(name)
      if (!(node instanceof ArrayDataset)) throw new Mismatch(`${name} opens as ${node.kind}`)
      sameArray(`${name} of ${file.mode}`, state, node)
      node.close()
    }
  }
}

function sameArray(name: string, state: ArrayState, node: ArrayDataset): void {
  const { shape, data } = outcomeOf(node.readSync())
  const expected = present(state.element, state.bytes)
  if (String(shape) !== String([...state.shape, ...state.element.inner])) {
    throw new Mismatch(`${name} has shape (${shape}); expected (${[...state.shape, ...state.element.inner]})`)
  }
  const same = Buffer.isBuffer(expected)
    ? Buffer.isBuffer(data) && expected.equals(data)
    : String(expected) === String(data)
  if (!same) throw new Mismatch(`${name} holds ${shown(data)}; expected ${shown(expected)}`)
}

/** Shapes alone: reading would write what handles hold back. */
export function sameShapes(model: ArraysModel, real: RealFile): void {
  for (const node of real.handles) {
    const state = [...model.state].find(([path]) => waysTo(path).includes(node.path))?.[1]
    if (!state || !(node instanceof ArrayDataset)) continue
    if (String(node.shape) !== String(state.shape)) {
      throw new Mismatch(`a handle of ${node.path} has shape (${node.shape}); expected (${state.shape})`)
    }
  }
}

export const expectArrays = (model: ArraysModel, real: RealFile): Expectation => ({
  file: real.filename,
  nodes: Object.fromEntries([...model.state].map(([path, state]) => [path, expectedArray(state)])),
})

function expectedArray({ element, shape, bytes, foreign }: ArrayState): Args {
  const data = present(element, bytes)
  const plain: Json =
    Buffer.isBuffer(data) || element.memory !== '|T' ? { hex: bytes.toString('hex') } : { texts: data }
  return { kind: 'array', shape: [...shape, ...element.inner], ...plain, ...(foreign ? { only: 'h5py' } : {}) }
}
