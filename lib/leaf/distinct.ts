import { createHash } from 'node:crypto'
import { equalValues, NDArray, ObjectTable, reprValue, Scalar, Sequence, type Value } from '../values/index.js'

/** A short text that equal values share; values that share it need not be equal. */
function fingerprint(value: Value): string {
  if (value instanceof NDArray && ArrayBuffer.isView(value.data)) {
    const { data } = value.contiguous() as { data: Uint8Array }
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    return `${value.dtype} ${value.shape.join()} ${createHash('sha1').update(bytes).digest('hex')}`
  }
  if (value instanceof Sequence) return `${value.kind} ${value.itemType} ${reprValue(value)}`
  if (value instanceof Scalar) return `${value.type} ${value.value}`
  return value.constructor.name
}

/** The different values of a range, and for each run which of them it has. */
export function distinctValues(values: Iterable<Value>): { distinct: Value[]; positions: number[] } {
  const distinct: Value[] = []
  const known = new Map<string, number[]>()
  const positions: number[] = []
  for (const value of values) {
    const key = fingerprint(value)
    const candidates = known.get(key) ?? []
    let position = candidates.find((candidate) => equalValues(distinct[candidate]!, value))
    if (position === undefined) {
      position = distinct.push(value) - 1
      known.set(key, [...candidates, position])
    }
    positions.push(position)
  }
  return { distinct, positions }
}

/** Which value each run has, as it stands in the file. */
export const positionTable = (positions: readonly number[]): ObjectTable =>
  new ObjectTable([['idx', positions.map((position) => new Scalar('int', position))]])
