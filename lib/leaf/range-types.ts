import { InvalidTypeError, InvalidValueError } from '../errors.js'
import { describe } from '../options.js'
import { isValue, Scalar, Sequence, toValue, unifyRange, type Value, valueTypeName } from '../values/index.js'

const itemType = (value: Value) =>
  value instanceof Scalar ? value.type : value instanceof Sequence ? value.itemType : null

/** Lists of one type differ in length. */
const typeAndLength = (value: Value): string =>
  value instanceof Sequence ? `${valueTypeName(value)} of length ${value.items.length}` : valueTypeName(value)

const isFloatLike = (value: Value): boolean => itemType(value) === 'float'

/** Throws `InvalidTypeError` for anything but a list of values; a text is none. */
export function checkRange(name: string, values: unknown): asserts values is Iterable<unknown> {
  if (typeof values === 'object' && values !== null && Symbol.iterator in values) return
  throw new InvalidTypeError(`The range of '${name}' is a list of values, but got ${describe(values)}.`)
}

/** Converts plain numbers to the exact number type of the model, which JavaScript cannot spell: 1 to 1.0, 0.5 to float32. */
function likeModel(model: Value, input: unknown): unknown {
  const convertible =
    model instanceof Scalar && !isValue(input) && (typeof input === 'number' || typeof input === 'bigint')
  if (!convertible || ['int', 'float', 'bool', 'str', 'bytes', 'complex'].includes(model.type)) return input
  try {
    return new Scalar(model.type, input)
  } catch (error) {
    if (error instanceof InvalidTypeError || error instanceof InvalidValueError) return input
    throw error
  }
}

/**
 * The values of a range, typed like the default they stand in for: one of another type is `InvalidTypeError`, none at
 * all `InvalidValueError`.
 */
export function typedRange(
  name: string,
  model: Value,
  inputs: Iterable<unknown>,
  sameKind: (a: Value, b: Value) => boolean,
): Value[] {
  checkRange(name, inputs)
  const plain = Array.from(inputs, (input) => likeModel(model, input))
  if (plain.length === 0)
    throw new InvalidValueError(`'${name}' needs at least one value to be explored, but got none.`)
  const what = `the range of '${name}'`
  const values = isFloatLike(model)
    ? unifyRange([model, ...plain], what).slice(1)
    : plain.map((input) => toValue(input, what))
  for (const [i, value] of values.entries()) {
    if (sameKind(model, value)) continue
    // The first thing that goes wrong for everyone who comes from a language where 0.0 is no integer.
    const hint = itemType(model) === 'int' && isFloatLike(value) ? ' (make the parameter with float(…))' : ''
    const alike = model instanceof Scalar ? 'one type' : 'one type and shape'
    throw new InvalidTypeError(
      `'${name}' is ${typeAndLength(model)}, but value ${i} of its range is ${typeAndLength(value)}: all have ${alike}${hint}.`,
    )
  }
  return values
}
