import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { InvalidTypeError, InvalidValueError } from '../../lib/errors.js'
import { parseCondition, type Variables } from '../../lib/h5/condition/index.js'

const columns = {
  x: Float64Array.of(1, 2.5, -3, Number.NaN),
  n: BigInt64Array.of(1n, 2n ** 60n, 3n, 9007199254740993n),
  flag: Uint8Array.of(1, 0, 1, 0),
  name: ['a', 'it"s', 'é', 'a.b'],
  inner: { y: Int32Array.of(10, 20, 30, 40) },
}

const select = (text: string, variables?: Variables): number[] =>
  parseCondition(text, Object.keys(columns), variables).select(columns, 4)

const cases: readonly (readonly [text: string, rows: number[], variables?: Variables])[] = [
  ['x > 1', [1]],
  ['(x >= 1) & (n < 2)', [0]],
  ['x >= 1 & n < 2', [0]],
  ['x > 2 | x < 0', [1, 2]],
  ['x > 2 or x < 0 and flag', [1, 2]],
  ['(x > 2 or x < 0) and not flag', [1]],
  ['~flag', [1, 3]],
  ['!flag && x == x', [1]],
  ['flag == True', [0, 2]],
  ['flag != true', [1, 3]],
  ['name == "a"', [0]],
  [`name == 'it"s'`, [1]],
  ['name == "it\\"s"', [1]],
  ['name == b"a"', [0]],
  ['name > "a"', [1, 2, 3]],
  ['n == 1152921504606846976', [1]],
  ['n == 9007199254740993', [3]],
  ['n == 9007199254740992', []],
  ['1 < inner.y - 10 <= 20', [1, 2]],
  ['inner.y % 20 == 10', [0, 2]],
  ['-7 % 3 == 2', [0, 1, 2, 3]],
  ['-2 ** 2 == -4', [0, 1, 2, 3]],
  ['2 ** 3 ** 2 == 512', [0, 1, 2, 3]],
  ['10 - 4 - 3 == 3', [0, 1, 2, 3]],
  ['abs(x) > 2', [1, 2]],
  ['sqrt(inner.y * 10) == 10', [0]],
  ['x < limit', [0, 2], { limit: 2 }],
  ['name == wanted', [2], { wanted: 'é' }],
  ['flag == on', [0, 2], { on: true }],
  ['x === 2.5', [1]],
  ['x !== x', [3]],
  ['x > 0x1', [1]],
  ['x > 1e0 and x < .3e1', [1]],
]

suite('a condition', () => {
  for (const [text, rows, variables] of cases) {
    test(`${text} selects ${rows.join(', ') || 'nothing'}`, () => assert.deepEqual(select(text, variables), rows))
  }

  test('says which columns it needs', () => {
    assert.deepEqual(parseCondition('inner.y > x', Object.keys(columns)).columns, ['inner', 'x'])
  })

  test('takes a column named like a word', () => {
    assert.deepEqual(parseCondition('or > 1', ['or']).select({ or: Int32Array.of(1, 2) }, 2), [1])
  })
})

const refused: readonly (readonly [text: string, error: new (...args: never[]) => Error, says: RegExp])[] = [
  ['', InvalidValueError, /needs a value at 0, but it ends there/],
  ['x >', InvalidValueError, /'x >' needs a value at 3, but it ends there/],
  ['x > 1)', InvalidValueError, /needs an operator or the end at 5, but it has '\)'/],
  ['(x > 1', InvalidValueError, /needs '\)' at 6/],
  ['x 1', InvalidValueError, /needs an operator or the end at 2, but it has '1'/],
  ['x = 1', InvalidValueError, /has "=" at 2/],
  ['y > 1', InvalidValueError, /names 'y', which is no column; there are x, n, flag, name, inner/],
  ['constructor > 1', InvalidValueError, /names 'constructor'/],
  ['process("x") == 1', InvalidValueError, /may call abs/],
  ['name > 1', InvalidTypeError, /compares numbers or texts; got one of each/],
  ['name + 1 > 1', InvalidTypeError, /takes numbers/],
  ['name', InvalidTypeError, /gives a text/],
  ['inner > 1', InvalidTypeError, /column 'inner' has columns of its own/],
]

suite('what is no condition', () => {
  for (const [text, error, says] of refused) {
    test(`'${text}' gets a sentence`, () =>
      assert.throws(
        () => select(text),
        (thrown: Error) => thrown instanceof error && says.test(thrown.message),
      ))
  }
  test('a number is refused', () => assert.throws(() => parseCondition(5 as never, []), InvalidTypeError))
})
