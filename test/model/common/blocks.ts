import type { ReadOptions, Slice } from '../../../lib/h5/selection.js'
import type { Dice } from '../engine/dice.js'
import { type Json, refuse } from '../engine/kind.js'

/** Which part of an array, as the library is told; null for no options at all. */
export type Part = null | { readonly slice: Slice } | { readonly selection: readonly (number | Slice | null)[] }

export function optionsOf(part: Part): ReadOptions | undefined {
  if (part === null) return undefined
  return 'slice' in part ? (part.slice ?? {}) : { selection: part.selection ?? [] }
}

/** Indices per axis, and the shape of the block. */
export interface Block {
  readonly axes: readonly (readonly number[])[]
  readonly shape: readonly number[]
}

/** As numpy does it, but for negative steps, which are refused. */
export function blockOf(shape: readonly number[], part: Part): Block {
  const wanted = part === null ? [] : 'slice' in part ? [part.slice ?? {}] : (part.selection ?? [])
  const isEmptySlice =
    part !== null && 'slice' in part && Object.values(part.slice ?? {}).every((value) => value === null)
  const given = isEmptySlice ? [] : wanted
  if (given.length > shape.length) refuse('InvalidValueError')
  const axes = shape.map((length, axis) => indicesOf(given[axis] ?? null, length))
  return { axes, shape: axes.map(({ length }) => length).filter((_, axis) => typeof given[axis] !== 'number') }
}

export function indicesOf(wanted: number | Slice | null, length: number): number[] {
  if (wanted === null) return Array.from({ length }, (_, index) => index)
  if (typeof wanted === 'number') {
    const index = wanted < 0 ? wanted + length : wanted
    if (index < 0 || index >= length) refuse('InvalidValueError')
    return [index]
  }
  const step = wanted.step ?? 1
  if (step < 1) refuse('InvalidValueError')
  const position = (given: number): number => Math.max(0, Math.min(length, given < 0 ? given + length : given))
  const indices: number[] = []
  for (let index = position(wanted.start ?? 0); index < position(wanted.stop ?? length); index += step)
    indices.push(index)
  return indices
}

/** Byte positions of the elements of a block, in C order. */
export function positionsOf(shape: readonly number[], axes: Block['axes'], size: number): number[] {
  let positions = [0]
  for (const [axis, indices] of axes.entries()) {
    const [outer, length] = [positions, shape[axis] as number]
    positions = []
    for (const position of outer) for (const index of indices) positions.push(position * length + index)
  }
  return positions.map((position) => position * size)
}

export function takeBlock(bytes: Buffer, shape: readonly number[], { axes }: Block, size: number): Buffer {
  const positions = positionsOf(shape, axes, size)
  const taken = Buffer.alloc(positions.length * size)
  for (const [index, position] of positions.entries()) copyElement(bytes, position, taken, index * size, size)
  return taken
}

/** A copy of the bytes with the block in it. */
export function putBlock(
  bytes: Buffer,
  shape: readonly number[],
  { axes }: Block,
  size: number,
  block: Buffer,
): Buffer {
  const changed = Buffer.from(bytes)
  const positions = positionsOf(shape, axes, size)
  for (const [index, position] of positions.entries()) copyElement(block, index * size, changed, position, size)
  return changed
}

/** Byte by byte: elements are too small for a call. */
function copyElement(from: Buffer, source: number, to: Buffer, target: number, size: number): void {
  for (let at = 0; at < size; at++) to[target + at] = from[source + at] as number
}

/** Parts of all forms, now and then outside of the array. */
export function somePart(dice: Dice, shape: readonly number[]): Part & Json {
  const form = dice.next()
  if (form < 0.2) return null
  if (form < 0.4) return { slice: someSlice(dice, shape[0] ?? 0) } as Part & Json
  const axes = shape.map((length) => someAxis(dice, length))
  if (dice.chance(0.2)) axes.pop()
  if (dice.chance(0.02)) axes.push(0, 0)
  return { selection: axes } as Part & Json
}

export function someAxis(dice: Dice, length: number): number | Slice | null {
  const form = dice.next()
  if (form < 0.25) return null
  if (form < 0.5) return dice.chance(0.03) ? length : dice.between(-length, Math.max(0, length - 1))
  return someSlice(dice, length)
}

export function someSlice(dice: Dice, length: number): Slice {
  const start = dice.between(0, length)
  return {
    ...(dice.chance(0.85) ? { start: dice.chance(0.1) ? start - length : start } : {}),
    ...(dice.chance(0.85)
      ? { stop: dice.chance(0.1) ? dice.between(-2, length + 3) : dice.between(start, length) }
      : {}),
    ...(dice.chance(0.3) ? { step: dice.between(dice.chance(0.03) ? 0 : 1, 4) } : {}),
  }
}
