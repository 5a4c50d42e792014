import assert from 'node:assert/strict'
import { it } from 'node:test'
import { BLOCK_BYTES, RowBuffer } from '../../lib/h5/row-buffer.js'
import { fc } from '../support/property.js'

it('writes every row once and in order, by whole chunks, also when writes fail in between', () => {
  const rowBytes = BLOCK_BYTES / 8
  const steps = fc.array(fc.record({ rows: fc.nat(9), fails: fc.boolean() }), { maxLength: 30 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 6 }), fc.nat(10), (given, chunkRows, stored) => {
      const written: number[] = []
      let failing = false
      const buffer = new RowBuffer({ Items: Uint8Array, rowLength: rowBytes, chunkRows, stored }, (data, rows) => {
        if (failing) throw new Error('disk full')
        assert.equal(data.length, rows * rowBytes)
        for (let at = 0; at < data.length; at += rowBytes) written.push(data[at]!)
      })
      const expected: number[] = []
      let next = 0
      for (const { rows, fails } of given) {
        failing = fails
        const values = Array.from({ length: rows }, () => next++ % 256)
        const data = new Uint8Array(rows * rowBytes)
        for (const [row, value] of values.entries()) data.fill(value, row * rowBytes, (row + 1) * rowBytes)
        const before = written.length + buffer.rows
        try {
          buffer.append(data, rows)
          expected.push(...values)
        } catch {
          // What came last is left out, what came before is kept.
          assert.equal(written.length + buffer.rows, before)
        }
      }
      failing = false
      buffer.flush()
      assert.equal(buffer.rows, 0)
      assert.deepEqual(written, expected)
    }),
  )
})

it('holds back less than a block of whole chunks, and writes up to the end of a chunk', () => {
  const sizes: number[] = []
  const chunkRows = 4
  const rowBytes = BLOCK_BYTES / (2 * chunkRows)
  const buffer = new RowBuffer({ Items: Uint8Array, rowLength: rowBytes, chunkRows, stored: 6 }, (data, rows) => {
    assert.equal(data.length, rows * rowBytes)
    sizes.push(rows)
  })
  for (let row = 0; row < 11; row++) buffer.append(new Uint8Array(rowBytes), 1)
  assert.deepEqual([...sizes, buffer.rows], [6, 5])
  buffer.append(new Uint8Array(20 * rowBytes), 20)
  assert.deepEqual([...sizes, buffer.rows], [6, 5, 19, 1])
})

it('adds what was packed in place, unless the packer throws or there is more than a block', () => {
  const written: number[] = []
  const rowLength = BLOCK_BYTES / 4
  const buffer = new RowBuffer({ Items: Uint8Array, rowLength, chunkRows: 4, stored: 0 }, (data, rows) => {
    for (let row = 0; row < rows; row++) written.push(data[row * rowLength]!)
  })
  const put = (...values: number[]) =>
    buffer.fill(values.length, ({ view }, at) => {
      for (const [row, value] of values.entries()) view.setUint8(at + row * rowLength, value)
    })
  const refuse = () => {
    throw new Error('does not fit')
  }
  assert.throws(() => buffer.fill(1, refuse), /does not fit/)
  assert.deepEqual([put(1), put(2), put(3, 4, 5), put(6, 7, 8, 9)], [true, true, true, false])
  assert.deepEqual(written, [1, 2, 3, 4])
  assert.throws(() => buffer.fill(1, refuse), /does not fit/)
  buffer.flush()
  assert.deepEqual(written, [1, 2, 3, 4, 5])
})

it('takes rows of any typed array, short ones and long ones', () => {
  for (const rowLength of [1, 8, 100]) {
    const written: number[] = []
    const buffer = new RowBuffer({ Items: Float64Array, rowLength, chunkRows: 3, stored: 1 }, (data) => {
      written.push(...new Float64Array(data.buffer, data.byteOffset, data.byteLength / 8))
    })
    const rows = Array.from({ length: 20 }, (_, row) => new Float64Array(rowLength).fill(row))
    for (const row of rows) buffer.append(row, 1)
    buffer.flush()
    assert.deepEqual(
      written,
      rows.flatMap((row) => [...row]),
    )
  }
})
