import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import vm from 'node:vm'
import { File, type HArray, type Table } from '../../lib/h5/index.js'
import { Result } from '../../lib/leaf/index.js'
import { fromSendable, toSendable } from '../../lib/multi/sendable.js'
import { pack, unpack } from '../../lib/multi/wire/pack.js'
import { Dict, NDArray, Nested, ndarray, Scalar, series, toAnnotation, toValue } from '../../lib/values/index.js'

/** Built-in objects of other constructors, as tests under jest and code in vm have them. */
const other = vm.runInNewContext(`({
  arrays: [Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array, Float32Array, Float64Array].map((Class) => new Class([1, 2])),
  big: new BigInt64Array([1n]), clamped: new Uint8ClampedArray([1, 2]), bytes: new Uint8Array([97, 98]),
  object: { x: 1, y: [1, 2] }, map: new Map([['k', 1]]), set: new Set([1]), date: new Date(86400000), list: [1, 2],
  image: (bytes) => Uint8Array.from(bytes), error: new Error('broken'),
})`)

const itemOf = (content: unknown): unknown => new Result('r', { item: content }).typed('item')

describe('objects of another realm', () => {
  it('are values as those of this one', () => {
    for (const array of other.arrays as Float64Array[]) {
      const own = ndarray(array)
      assert.ok(own.data instanceof (globalThis as never)[array.constructor.name], array.constructor.name)
      assert.deepEqual(own.toArray(), [1, 2])
      assert.equal((own.data as Float64Array).buffer, array.buffer)
      const value = itemOf(array)
      assert.deepEqual(
        value instanceof Scalar ? [value.type, Array.from(value.value as Uint8Array)] : (value as NDArray).toArray(),
        value instanceof Scalar ? ['bytes', [1, 2]] : [1, 2],
      )
    }
    assert.equal((itemOf(other.big) as NDArray).dtype, '<i8')
    assert.equal((itemOf(other.clamped) as NDArray).dtype, '|u1')
    assert.equal((itemOf(other.bytes) as Scalar).type, 'bytes')
    assert.deepEqual((itemOf(other.map) as Dict).entries.size, 1)
    assert.ok(itemOf(other.object) instanceof Dict)
    assert.deepEqual([...new Result('r', other.object).keys()], ['x', 'y'])
    assert.ok(toAnnotation(other.set) instanceof Nested)
    assert.equal(series([other.date]).data.dtype, 'datetime64[ns]')
    assert.ok((series([other.bytes]).data as unknown as { values: unknown[] }).values[0] instanceof Uint8Array)
    assert.ok(new NDArray({ data: other.arrays[7], shape: [2], dtype: '<f8' }).data instanceof Float64Array)
  })

  it('are refused where those of this one are', () => {
    for (const input of [new DataView(new ArrayBuffer(2)), new ArrayBuffer(2), other.date, other.error])
      assert.throws(() => toValue(input), { code: 'ERR_INVALID_TYPE' })
  })

  it('are data of nodes', () => {
    using file = File.createImage()
    const values = (path: string): unknown => (file.get(path) as HArray).readSync().toArray()
    file.createArray('/a', other.arrays[7])
    file.createArray('/buffer', Buffer.from('ab'))
    file.createArray('/view', new DataView(Uint8Array.of(1, 2).buffer))
    file.createArray('/memory', Uint8Array.of(1, 2).buffer)
    const rows = file.createEArray('/rows', { dtype: 'float64', shape: [0] })
    rows.append(other.arrays[7])
    rows.close()
    file.createVLArray('/ragged', { dtype: 'float64' }).append(other.arrays[7])
    for (const path of ['/a', '/view', '/memory', '/rows']) assert.deepEqual(values(path), [1, 2], path)
    assert.deepEqual(values('/buffer'), [97, 98])
    const table = file.createTable('/t', { columns: { x: 'uint8', y: 'uint8' } }) as Table
    table.append({ x: other.bytes, y: other.bytes })
    table.append(other.bytes)
    table.append([vm.runInNewContext('({ x: 1, y: 2 })')])
    assert.deepEqual(Array.from(table.column('y') as Uint8Array), [97, 98, 98, 2])
    using copy = File.openImage(other.image(file.image()))
    assert.ok(copy.has('/t'))
    using again = File.openImage(new Uint8Array(file.image()).buffer as unknown as Uint8Array)
    assert.ok(again.has('/t'))
  })

  it('cross to other processes', () => {
    assert.deepEqual(unpack(pack({ a: other.arrays[7], o: other.object })), {
      a: Float64Array.of(1, 2),
      o: { x: 1, y: [1, 2] },
    })
    const sent = toSendable(vm.runInNewContext('(value) => ({ value })')(new Scalar('int', 1)))
    assert.ok((fromSendable(sent) as { value: unknown }).value instanceof Scalar)
  })

  it('keep texts that are no UTF-8 on their way', () => {
    const texts = { 'gr\udcfcn': 'a\udcff', é: '\ufffd' }
    assert.deepEqual(unpack(pack(texts)), texts)
    assert.throws(() => pack('\ud800'), { code: 'ERR_INVALID_VALUE' })
  })
})
