import assert from 'node:assert/strict'
import { it } from 'node:test'
import { RowBuffer } from '../../lib/h5/row-buffer.js'
import { fc } from '../support/property.js'

it('writes every row once and in order, by whole chunks, also when writes fail in between', () => {
  const steps = fc.array(fc.record({ rows: fc.nat(9), fails: fc.boolean() }), { maxLength: 30 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 6 }), fc.nat(10), (given, chunkRows, stored) => {
      const written: number[] = []
      let failing = false
      const buffer = new RowBuffer(1, chunkRows, stored, (data, rows) => {
        if (failing) throw new Error('disk full')
        assert.equal(data.length, rows)
        written.push(...data)
      })
      const expected: number[] = []
      let next = 0
      for (const { rows, fails } of given) {
        failing = fails
        const data = Uint8Array.from({ length: rows }, () => next++ % 256)
        const before = written.length + buffer.rows
        try {
          buffer.append(data, rows)
          expected.push(...data)
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

it('holds back less than a chunk, up to the next chunk boundary', () => {
  const sizes: number[] = []
  const buffer = new RowBuffer(8, 4, 6, (_, rows) => sizes.push(rows))
  for (let row = 0; row < 11; row++) buffer.append(new Uint8Array(8), 1)
  buffer.flush()
  assert.deepEqual(
    sizes.reduce((sum, rows) => sum + rows, 0),
    11,
  )
  assert.ok(sizes.every((rows) => rows <= 4))
})
