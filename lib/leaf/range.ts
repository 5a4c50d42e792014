import { Scalar, type ScalarType, type ScalarValue, type Value } from '../values/index.js'

/** The values a parameter takes run by run. */
export interface Range {
  readonly length: number
  at(index: number): Value
}

/** Scalars of one type lie as bare JavaScript values, so that 10^6 runs cost no 10^6 objects. */
class ScalarRange implements Range {
  readonly #type: ScalarType
  readonly #values: readonly ScalarValue[]

  constructor(type: ScalarType, values: readonly ScalarValue[]) {
    this.#type = type
    this.#values = values
  }

  get length(): number {
    return this.#values.length
  }

  at(index: number): Value {
    return new Scalar(this.#type, this.#values[index]!)
  }
}

class ValueRange implements Range {
  readonly #values: readonly Value[]

  constructor(values: readonly Value[]) {
    this.#values = values
  }

  get length(): number {
    return this.#values.length
  }

  at(index: number): Value {
    return this.#values[index]!
  }
}

export function rangeOf(values: readonly Value[]): Range {
  const first = values[0]
  const isUniform =
    first instanceof Scalar && values.every((value) => value instanceof Scalar && value.type === first.type)
  return isUniform
    ? new ScalarRange(
        first.type,
        values.map((value) => (value as Scalar).value),
      )
    : new ValueRange(values)
}

export function* valuesOf(range: Range): Generator<Value, void, undefined> {
  for (let i = 0; i < range.length; i++) yield range.at(i)
}
