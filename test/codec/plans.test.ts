import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codecFor, flattenStored, nestedGroup, nestPlans } from '../../lib/codec/index.js'
import type { DatasetPlan, GroupPlan, Plan } from '../../lib/h5/plan.js'
import {
  Dict,
  list,
  matrix,
  Nested,
  ndarray,
  objectTable,
  Scalar,
  scalar,
  toValue,
  tuple,
  utf8,
  type Value,
} from '../../lib/values/index.js'
import { storedFrom } from './stored-from.js'

const encode = (flag: string, value: Value): Plan =>
  codecFor(flag).encode('x', value, { pandasFormat: 'fixed', texts: utf8 })
const dataset = (flag: string, value: Value): DatasetPlan => encode(flag, value) as DatasetPlan

/** The part of a plan that the format prescribes, in short. */
function outline(flag: string, value: Value): unknown[] {
  const { layout, dtype, shape, flavor, title = '', attributes } = dataset(flag, value)
  return [layout, dtype, shape, flavor, title, Object.fromEntries(attributes)]
}

const recall = (coll: string, type: string | null, store: string) => ({
  SRVC_DATA_COLL_TYPE: `COLL_${coll}`,
  ...(type && { SRVC_DATA_SCALAR_TYPE: type }),
  SRVC_STORE: store,
})

describe('arrays on disk', () => {
  const rows: readonly (readonly [flag: string, value: Value, outline: unknown[]])[] = [
    ['ARRAY', scalar('int', 1), ['contiguous', '<i8', [], 'python', '', recall('SCALAR', 'int', 'ARRAY')]],
    ['ARRAY', scalar('int', 2n ** 63n), ['contiguous', '<u8', [], 'python', '', recall('SCALAR', 'int', 'ARRAY')]],
    ['ARRAY', scalar('bool', true), ['contiguous', '|b1', [], 'python', '', recall('SCALAR', 'bool', 'ARRAY')]],
    ['ARRAY', scalar('str', 'é'), ['contiguous', '|S2', [], 'python', '', recall('SCALAR', 'str', 'ARRAY')]],
    ['ARRAY', scalar('str', ''), ['contiguous', '|S1', [], 'python', '', recall('SCALAR', 'str', 'ARRAY')]],
    ['ARRAY', scalar('float32', 1), ['contiguous', '<f4', [], 'numpy', '', recall('SCALAR', 'float32', 'ARRAY')]],
    [
      'ARRAY',
      scalar('complex', { re: 1, im: 2 }),
      ['contiguous', '<c16', [], 'python', '', recall('SCALAR', 'complex', 'ARRAY')],
    ],
    ['ARRAY', toValue(['a', 'bcd']), ['contiguous', '|S3', [2], 'python', '', recall('LIST', 'str', 'ARRAY')]],
    ['ARRAY', toValue(tuple([1, 2])), ['contiguous', '<i8', [2], 'python', '', recall('TUPLE', 'int', 'ARRAY')]],
    ['ARRAY', toValue(list([1], 'int8')), ['contiguous', '|i1', [1], 'python', '', recall('LIST', 'int8', 'ARRAY')]],
    ['ARRAY', toValue([]), ['contiguous', '<f8', [0], 'python', '', recall('LIST', null, 'ARRAY')]],
    ['ARRAY', new Dict([]), ['contiguous', '<f8', [0], 'python', '', recall('EMPTY_DICT', null, 'ARRAY')]],
    [
      'ARRAY',
      ndarray(new Int32Array(0), [0, 3]),
      ['contiguous', '<i4', [0, 3], 'numpy', '', recall('NDARRAY', null, 'ARRAY')],
    ],
    // Below 4 KiB chunks would cost more than they save.
    ['CARRAY', ndarray([[1.5]]), ['contiguous', '<f8', [1, 1], undefined, '', recall('NDARRAY', null, 'CARRAY')]],
    [
      'CARRAY',
      ndarray(new Float64Array(512)),
      ['chunked', '<f8', [512], undefined, '', recall('NDARRAY', null, 'CARRAY')],
    ],
    ['CARRAY', matrix([['é']]), ['contiguous', '|S2', [1, 1], undefined, '', recall('MATRIX', 'str', 'CARRAY')]],
    ['EARRAY', ndarray([1.5]), ['extendable', '<f8', [1], undefined, '', recall('NDARRAY', null, 'EARRAY')]],
    ['VLARRAY', ndarray([1.5, 2]), ['ragged', '<f8', [1], undefined, '', recall('NDARRAY', null, 'VLARRAY')]],
  ]
  for (const [flag, value, expected] of rows) {
    it(`${flag} ${expected[1]} ${JSON.stringify(expected[5])}`, () => assert.deepEqual(outline(flag, value), expected))
  }

  it('name their recall attributes in the order of pypet', () => {
    assert.deepEqual(
      [...dataset('ARRAY', scalar('int', 1)).attributes.keys()],
      ['SRVC_DATA_COLL_TYPE', 'SRVC_DATA_SCALAR_TYPE', 'SRVC_STORE'],
    )
  })

  it('say what pypet cannot know in attributes of their own', () => {
    const { attributes } = dataset('ARRAY', scalar('str_', 'a\0'))
    assert.equal(attributes.get('SRVC_DATA_SCALAR_TYPE'), 'str')
    assert.equal(attributes.get('SRVC_DATA_EXACT_TYPE'), 'str_')
    const nuls = new Uint8Array(BigInt64Array.of(0n, 1n).buffer)
    assert.deepEqual(attributes.get('SRVC_DATA_NULS'), { dtype: '<i8', shape: [1, 2], data: nuls })
  })
})

describe('tables on disk', () => {
  it('hold ints in 64 bits, text with room, arrays as they are, columns by name', () => {
    const value = objectTable({
      s: ['é', 'abc'],
      i: [1, 2],
      a: [
        [1, 2],
        [3, 4],
      ],
      u: [2n ** 64n - 1n, 0n],
    })
    const { layout, dtype, shape, title, attributes, data } = dataset('TABLE', value)
    assert.deepEqual([layout, shape, title], ['table', [2], 'x'])
    assert.deepEqual(dtype, {
      fields: [
        ['a', { base: '<i8', shape: [2] }],
        ['i', '<i8'],
        ['s', '|S4'],
        ['u', '<u8'],
      ],
    })
    assert.equal(data.length, 2 * (16 + 8 + 4 + 8))
    assert.deepEqual(
      [...attributes.keys()],
      [
        ...['a', 'i', 's', 'u'].flatMap((name) => [`SRVC_COLUMN_${name}_COLL_TYPE`, `SRVC_COLUMN_${name}_SCALAR_TYPE`]),
        'SRVC_DATA_ORDER',
        'SRVC_STORE',
      ],
    )
    assert.equal(attributes.get('SRVC_COLUMN_a_COLL_TYPE'), 'COLL_LIST')
    assert.equal(attributes.get('SRVC_COLUMN_a_SCALAR_TYPE'), 'int')
  })

  it('have no order of their own when that is alphabetical', () => {
    assert.ok(!dataset('TABLE', objectTable({ a: [1], b: [2] })).attributes.has('SRVC_DATA_ORDER'))
  })

  it('are split beyond 512 columns', () => {
    const wide = (count: number) =>
      objectTable(Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${String(i).padStart(4, '0')}`, [i]])))
    assert.equal(encode('TABLE', wide(512)).kind, 'dataset')
    const { kind, attributes, children } = encode('TABLE', wide(1025)) as GroupPlan
    assert.equal(kind, 'group')
    assert.deepEqual(
      [...attributes],
      [
        ['SPLIT_TABLE', 1],
        ['SRVC_STORE', 'TABLE'],
      ],
    )
    assert.deepEqual(
      children.map(({ name }) => name),
      ['x', 'x_1', 'x_2', 'x__SRVC_STORE'],
    )
    const types = children[3] as DatasetPlan
    assert.deepEqual(types.shape, [2050])
    assert.deepEqual([...types.attributes], [['DATATYPE_TABLE', 1]])
    assert.deepEqual(types.dtype, {
      fields: [
        ['data_type', '|S16'],
        ['field_name', '|S43'],
      ],
    })
  })

  it('of a dict have one row', () => {
    const { shape, attributes } = dataset('DICT', new Dict([['a', scalar('int', 1)]]))
    assert.deepEqual(shape, [1])
    assert.deepEqual([...attributes.keys()].slice(-2), ['SRVC_DATA_COLL_TYPE', 'SRVC_STORE'])
  })

  const refused: readonly (readonly [what: string, flag: string, value: Value])[] = [
    ['no rows', 'TABLE', objectTable({ a: [] })],
    ['no columns', 'TABLE', objectTable({})],
    ['an empty cell', 'TABLE', objectTable({ a: [[], []] })],
    ['an array cell without elements', 'TABLE', objectTable({ a: [ndarray(new Float64Array(0), [2, 0])] })],
    ['a slash in a name', 'TABLE', objectTable({ 'a/b': [1] })],
    ['a name of PyTables', 'TABLE', objectTable({ _v_pos: [1] })],
    ['no name', 'DICT', new Dict([['', scalar('int', 1)]])],
    ['integers that fit no 64 bits together', 'ARRAY', toValue([2n ** 63n, -1])],
    ['an empty array in chunks', 'CARRAY', ndarray(new Float64Array(0))],
    ['an array without dimensions that grows', 'EARRAY', ndarray(1.5)],
    ['an empty axis beside the one that grows', 'EARRAY', ndarray(new Float64Array(0), [2, 0])],
  ]
  for (const [what, flag, value] of refused) {
    it(`refuse ${what}`, () => assert.throws(() => encode(flag, value), { code: 'ERR_INVALID_VALUE', message: /x|a/ }))
  }

  const wrongType: readonly (readonly [flag: string, value: Value])[] = [
    ['TABLE', scalar('int', 1)],
    ['DICT', scalar('int', 1)],
    ['DICT', new Dict([['a', new Dict([])]])],
    ['FRAME', scalar('int', 1)],
    ['SERIES', scalar('int', 1)],
    ['CARRAY', scalar('int', 1)],
    ['VLARRAY', ndarray([[1, 2]])],
    ['VLARRAY', new Nested('list', [])],
    ['ARRAY', objectTable({ a: [1] })],
  ]
  for (const [flag, value] of wrongType) {
    it(`${flag} refuses ${value.constructor.name}`, () =>
      assert.throws(() => encode(flag, value), { code: 'ERR_INVALID_TYPE', message: /'x'/ }))
  }
})

describe('stored data that are not as they should be', () => {
  it('keep the type of the file when text is no UTF-8', () => {
    const plan = dataset('ARRAY', scalar('str', 'ab'))
    const found = codecFor('ARRAY').decode(storedFrom({ ...plan, data: Uint8Array.of(0xff, 0x61) }), utf8)
    assert.deepEqual(found, new Scalar('bytes', Uint8Array.of(0xff, 0x61)))
  })

  it('take type names of old files', () => {
    const plan = dataset('ARRAY', scalar('float64', 1.5))
    const attributes = new Map([...plan.attributes, ['SRVC_DATA_SCALAR_TYPE', "<type 'numpy.float64'>"] as const])
    assert.deepEqual(codecFor('ARRAY').decode(storedFrom({ ...plan, attributes }), utf8), scalar('float64', 1.5))
  })

  it('take integers of 32 bits for the ints they were', () => {
    const attributes = new Map([
      ['SRVC_COLUMN_a_COLL_TYPE', 'COLL_SCALAR'],
      ['SRVC_COLUMN_a_SCALAR_TYPE', 'int'],
    ])
    const stored = {
      kind: 'dataset',
      name: 'x',
      layout: 'table',
      dtype: { fields: [['a', '<i4']] },
      shape: [1],
      data: Uint8Array.of(5, 0, 0, 0),
      flavor: 'numpy',
      attributes,
    } as const
    assert.deepEqual(codecFor('TABLE').decode(stored, utf8), objectTable({ a: [5] }))
  })

  it('are corrupt when sizes do not fit', () => {
    const plan = dataset('TABLE', objectTable({ a: [1, 2] }))
    assert.throws(() => codecFor('TABLE').decode(storedFrom({ ...plan, shape: [3] }), utf8), { code: 'ERR_CORRUPT' })
    assert.throws(
      () => codecFor('ARRAY').decode(storedFrom({ ...dataset('ARRAY', scalar('int', 1)), shape: [2] }), utf8),
      {
        code: 'ERR_CORRUPT',
      },
    )
    assert.throws(() => codecFor('FRAME').decode(storedFrom(plan), utf8), { code: 'ERR_CORRUPT' })
    assert.throws(() => codecFor('ARRAY').decode(storedFrom(nestedGroup('x', [])), utf8), { code: 'ERR_CORRUPT' })
  })
})

describe('items with dots in their names', () => {
  const plan = (name: string): Plan =>
    codecFor('ARRAY').encode(name, scalar('int', 1), { pandasFormat: 'fixed', texts: utf8 })

  it('lie in groups and come back under their names', () => {
    const names = ['a.b.c', 'a.b.d', 'a.e', 'f']
    const plans = nestPlans(new Map(names.map((name) => [name, plan(name.split('.').at(-1)!)])))
    assert.deepEqual(
      plans.map(({ name }) => name),
      ['a', 'f'],
    )
    assert.equal(plans[0]!.attributes.get('SRVC_STORE'), 'NESTED_GROUP')
    assert.deepEqual(
      Array.from(flattenStored(plans.map(storedFrom)), ([name]) => name),
      names,
    )
  })

  it('cannot be an item and a group', () => {
    for (const names of [
      ['a', 'a.b'],
      ['a.b', 'a'],
    ]) {
      assert.throws(() => nestPlans(new Map(names.map((name) => [name, plan('x')]))), {
        code: 'ERR_INVALID_VALUE',
        message: /'a'/,
      })
    }
  })
})
