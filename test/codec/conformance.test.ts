import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codecFor, codecs, inferFlag, type StorageFlag } from '../../lib/codec/index.js'
import {
  equalValues,
  NDArray,
  Nested,
  ndarray,
  reprValue,
  SharedData,
  utf8,
  type Value,
  valueTypeName,
} from '../../lib/values/index.js'
import { fixedOnly, samples, tableOnly } from './samples.js'
import { storedFrom } from './stored-from.js'

type Format = 'fixed' | 'table'

function roundTrip(flag: StorageFlag, value: Value, pandasFormat: Format = 'fixed'): Value {
  const codec = codecFor(flag)
  return codec.decode(storedFrom(codec.encode('item', value, { pandasFormat, texts: utf8 })), utf8)
}

function assertSame(flag: StorageFlag, value: Value, format: Format = 'fixed'): void {
  const back = roundTrip(flag, value, format)
  assert.ok(equalValues(value, back), `${flag}/${format}: ${valueTypeName(value)} came back as ${valueTypeName(back)}`)
  // Equality takes 0 for -0, the printed form does not.
  assert.equal(reprValue(back), reprValue(value))
}

describe('every storage flag gives back what it was given', () => {
  for (const { flag } of codecs) {
    if (flag === 'SHARED_DATA_') continue
    it(flag, () => {
      assert.ok(samples[flag].length > 0)
      for (const value of samples[flag]) assertSame(flag, value)
    })
  }

  for (const flag of ['FRAME', 'SERIES'] as const) {
    it(`${flag} in table format`, () => {
      for (const value of [...samples[flag], ...tableOnly[flag]]) assertSame(flag, value, 'table')
    })
    it(`${flag} that only the fixed format holds`, () => {
      for (const value of fixedOnly[flag]) {
        assertSame(flag, value)
        assert.throws(() => roundTrip(flag, value, 'table'), { code: 'ERR_INVALID_TYPE' })
      }
    })
    it(`${flag} with categories is refused in fixed format`, () => {
      for (const value of tableOnly[flag]) assert.throws(() => roundTrip(flag, value), { code: 'ERR_INVALID_TYPE' })
    })
  }

  it('one array stored as rows comes back as the list of them', () => {
    const value = ndarray([1, 2, 3])
    assert.ok(equalValues(roundTrip('VLARRAY', value), new Nested('list', [value])))
  })

  it('shared data come back as a mark', () => {
    const stored = {
      kind: 'group',
      name: 'x',
      attributes: new Map([['SRVC_SHARED_TYPE', 'TABLE']]),
      children: [],
    } as const
    assert.deepEqual(codecFor('SHARED_DATA_').decode(stored, utf8), new SharedData('TABLE'))
    assert.throws(() => roundTrip('SHARED_DATA_', new SharedData('TABLE')), { code: 'ERR_INVALID_TYPE' })
  })
})

describe('the natural flag', () => {
  const chosen = ['ARRAY', 'TABLE', 'DICT', 'FRAME', 'SERIES', 'VLARRAY', 'SHARED_DATA_'] as const
  for (const flag of chosen) {
    it(`of values for ${flag}`, () => {
      for (const value of samples[flag]) {
        assert.equal(inferFlag('x', value), flag === 'ARRAY' && isChunkable(value) ? 'CARRAY' : flag)
      }
    })
  }

  const isChunkable = (value: Value) => value instanceof NDArray && value.size > 0 && value.ndim > 0

  it('is none for what has no place in a leaf', () => {
    assert.throws(() => inferFlag('x', new Nested('list', [])), { code: 'ERR_INVALID_TYPE', message: /'x'/ })
    assert.throws(() => codecFor('NOPE'), { code: 'ERR_NO_SUCH_SERVICE', message: /NOPE/ })
  })
})
