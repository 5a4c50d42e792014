import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import vm from 'node:vm'
import { type AttributeInput, File, ndarray, type TypedValue, UnreadableAttribute } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice()
const typed = (dtype: string, shape: number[], array: ArrayBufferView): TypedValue => ({
  dtype,
  shape,
  data: bytesOf(array),
})

describe('lists as attributes', () => {
  const right: readonly (readonly [what: string, given: AttributeInput, stored: TypedValue])[] = [
    ['numbers', [1, 2.5], typed('<f8', [2], Float64Array.of(1, 2.5))],
    ['none', [], typed('<f8', [0], new Float64Array(0))],
    ['texts', ['a', 'bé', ''], { dtype: '|T', shape: [3], data: ['a', 'bé', ''] }],
    ['booleans', [true, false], typed('|b1', [2], Uint8Array.of(1, 0))],
    ['bigints', [1n, -2n], typed('<i8', [2], BigInt64Array.of(1n, -2n))],
    ['large bigints', [2n ** 64n - 1n, 0], typed('<u8', [2], BigUint64Array.of(2n ** 64n - 1n, 0n))],
    [
      'lists',
      [
        [1, 2],
        [3, 4],
      ],
      typed('<f8', [2, 2], Float64Array.of(1, 2, 3, 4)),
    ],
    ['empty lists', [[], []], typed('<f8', [2, 0], new Float64Array(0))],
    ['lists of texts', [['a'], ['b']], { dtype: '|T', shape: [2, 1], data: ['a', 'b'] }],
  ]
  for (const [what, given, stored] of right) {
    it(`are of ${what}`, () => {
      using file = File.open(inFolder('lists.h5'), 'w')
      assert.deepEqual(file.root.attributes.set('list', given).get('list'), stored)
    })
  }

  it('are what h5py reads', () => {
    const filename = inFolder('h5py.h5')
    {
      using file = File.open(filename, 'w')
      file.root.attributes.assign([
        ['texts', ['a', 'bé']],
        [
          'grid',
          [
            [1, 2],
            [3, 4],
          ],
        ],
        ['big', [2n ** 63n]],
      ])
    }
    const program = `
import h5py, json, sys
with h5py.File(json.load(sys.stdin)) as f:
    json.dump([f.attrs[name].tolist() for name in ('texts', 'grid', 'big')], sys.stdout)`
    const found = runPython<unknown[]>(program, filename)
    assert.deepEqual(found.slice(0, 2), [
      ['a', 'bé'],
      [
        [1, 2],
        [3, 4],
      ],
    ])
    assert.equal(Number((found[2] as number[])[0]), 2 ** 63)
  })

  const wrong: readonly (readonly [what: string, given: unknown, message: RegExp])[] = [
    ['null', [null], /takes a list of numbers, .*; got null$/],
    ['undefined', [undefined], /got undefined$/],
    ['holes', new Array(2), /got undefined$/],
    ['kinds that differ', [1, 'a'], /got 'a' beside 1$/],
    ['fractions beside bigints', [1n, 0.5], /got 0.5 beside 1$/],
    ['dates', [new Date(0)], /got a Date$/],
    ['lengths that differ', [[1], [2, 3]], /nested lists of equal lengths/],
    ['depths that differ', [[1], 2], /nested lists of equal lengths/],
    ['integers beyond 64 bits', [2n ** 64n], /integers of 64 bits/],
    ['integers that no type holds together', [-1n, 2n ** 63n], /all signed or all unsigned/],
  ]
  for (const [what, given, message] of wrong) {
    it(`are refused with ${what}`, () => {
      using file = File.open(inFolder('wrong.h5'), 'w')
      file.root.attributes.set('list', 1)
      assert.throws(() => file.root.attributes.set('list', given as AttributeInput), {
        code: /^ERR_INVALID_(TYPE|VALUE)$/,
        message,
      })
      assert.equal(file.root.attributes.get('list'), 1)
    })
  }

  it('are refused where they hold themselves', () => {
    using file = File.open(inFolder('cycle.h5'), 'w')
    const cycle: unknown[] = []
    cycle.push(cycle)
    assert.throws(() => file.root.attributes.set('x', cycle as never), { code: 'ERR_INVALID_VALUE' })
    assert.throws(() => file.createArray('/x', cycle as never), { code: 'ERR_INVALID_VALUE' })
  })

  it('are refused before a node is made with them', () => {
    using file = File.open(inFolder('nodes.h5'), 'w')
    const wrong = { attributes: { good: 1, bad: [null] as never } }
    assert.throws(() => file.createGroup('/a/group', wrong), { code: 'ERR_INVALID_TYPE' })
    assert.throws(() => file.createArray('/a/array', [1], wrong), { code: 'ERR_INVALID_TYPE' })
    assert.deepEqual(file.root.names(), [])
    const { attributes } = file.createGroup('/group', { attributes: { TITLE: 'own', names: ['a'] } })
    assert.equal(attributes.get('TITLE'), 'own')
  })

  it('are refused where they are no list, by one sentence', () => {
    using file = File.open(inFolder('others.h5'), 'w')
    for (const given of [null, undefined, new Date(0), {}, new Map(), new Set(), /a/, () => 1, Symbol('a')]) {
      assert.throws(() => file.root.attributes.set('x', given as unknown as AttributeInput), {
        code: 'ERR_INVALID_TYPE',
        message: /^Attribute 'x' must be text, a number, .*; got /,
      })
    }
  })
})

describe('arrays as attributes', () => {
  it('may be of another realm, a Buffer, a DataView, an ArrayBuffer or an NDArray', () => {
    using file = File.open(inFolder('realms.h5'), 'w')
    const { attributes } = file.root
    const other = vm.runInNewContext(
      '({ f: new Float64Array([1, 2]), b: new BigInt64Array([3n]), l: ["a"], u: new Uint8Array([7]), t: { dtype: "|u1", shape: [1], data: new Uint8Array([9]) } })',
    )
    assert.deepEqual(attributes.set('a', other.f).get('a'), typed('<f8', [2], Float64Array.of(1, 2)))
    assert.deepEqual(attributes.set('a', other.b).get('a'), typed('<i8', [1], BigInt64Array.of(3n)))
    assert.deepEqual(attributes.set('a', other.u).get('a'), typed('|u1', [1], Uint8Array.of(7)))
    assert.deepEqual(attributes.set('a', other.t).get('a'), typed('|u1', [1], Uint8Array.of(9)))
    assert.deepEqual((attributes.set('a', other.l).get('a') as TypedValue).data, ['a'])
    const bytes = typed('|u1', [2], Uint8Array.of(97, 98))
    assert.deepEqual(attributes.set('a', Buffer.from('ab')).get('a'), bytes)
    assert.deepEqual(attributes.set('a', new DataView(Uint8Array.of(97, 98).buffer)).get('a'), bytes)
    assert.deepEqual(attributes.set('a', Uint8Array.of(97, 98).buffer).get('a'), bytes)
    assert.deepEqual(attributes.set('a', Uint8ClampedArray.of(97, 98)).get('a'), bytes)
    const grid = ndarray(Int16Array.of(1, 2), [2, 1])
    assert.deepEqual(attributes.set('a', grid).get('a'), typed('<i2', [2, 1], Int16Array.of(1, 2)))
  })
})

describe('an attribute that cannot be read', () => {
  it('is an error of its own, and the others are there', () => {
    const filename = inFolder('dimensions.h5')
    runPython(
      `
import h5py, json, sys
with h5py.File(json.load(sys.stdin), 'w') as f:
    f['x'] = [1.0, 2.0]; f['y'] = [1.0, 2.0]; f['x'].make_scale('x'); f['y'].dims[0].attach_scale(f['x'])
    f['y'].attrs['units'] = 'mV'
json.dump(None, sys.stdout)`,
      filename,
    )
    using file = File.open(filename, 'r+')
    const { attributes } = file.get('/y')
    assert.deepEqual(attributes.keys().sort(), ['DIMENSION_LIST', 'units'])
    assert.equal(attributes.size, 2)
    assert.equal(attributes.entries().get('units'), 'mV')
    assert.equal(new Map(attributes).get('units'), 'mV')
    const placeholder = attributes.entries().get('DIMENSION_LIST')
    assert.ok(placeholder instanceof UnreadableAttribute)
    assert.match(String(placeholder), /^Attribute 'DIMENSION_LIST' cannot be read: /)
    assert.throws(() => attributes.get('DIMENSION_LIST'), placeholder.error)
    assert.throws(() => file.root.attributes.assign(attributes), { code: 'ERR_UNSUPPORTED' })
    assert.deepEqual(file.root.attributes.keys(), [])
  })
})
