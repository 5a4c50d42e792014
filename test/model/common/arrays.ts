import type { Filters } from '../../../lib/h5/filters.js'
import type { DType } from '../../../lib/h5/native.js'
import { type Element, elementOf } from './elements.js'
import type { FileModel, RealFile } from './file-model.js'

export interface ArrayState {
  readonly kind: 'array' | 'carray' | 'earray'
  readonly element: Element
  readonly shape: readonly number[]
  readonly bytes: Buffer
  /** Null when the library chooses. */
  readonly chunkshape: readonly number[] | null
  /** Whether it has a soft and a hard link as well. */
  readonly links: boolean
  /** Of an array that another program made: the most rows it can have, and what new elements are. */
  readonly foreign?: { readonly limit: number | null; readonly fill: Buffer }
}

/** Datasets by path; replaced, never changed. */
export type Arrays = ReadonlyMap<string, ArrayState>
export type ArraysModel = FileModel<Arrays>

/** A name, a soft and a hard link: three ways to open a node. */
export const waysTo = (path: string): readonly string[] => [path, `${path}-soft`, `${path}-hard`]

export const paths = ['/a', '/b', '/deep/c'] as const

/** Which node, by which of its names, by which of the handles of that name. */
export interface Target {
  readonly path: string
  readonly way: number
  readonly handle: number
}

export const handleOf = <Real extends RealFile>(real: Real, { path, way, handle }: Target) =>
  real.handle(waysTo(path)[way] ?? path, handle)

export interface Created {
  readonly path: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly chunkshape: readonly number[] | null
  readonly filters: Partial<Filters> | null
  readonly links: boolean
}

export const createdState = (
  kind: ArrayState['kind'],
  { dtype, shape, chunkshape, links }: Created,
  bytes: Buffer,
): ArrayState => ({ kind, element: elementOf(dtype), shape, bytes, chunkshape, links })

export const withState = (arrays: Arrays, path: string, state: ArrayState): Arrays => new Map(arrays).set(path, state)
