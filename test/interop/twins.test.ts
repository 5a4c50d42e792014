import assert from 'node:assert/strict'
import { it } from 'node:test'
import { File, ndarray } from '../../lib/h5/index.js'
import { NDArray } from '../../lib/values/index.js'
import { runPythonFile } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'
import { type TwinCase, twinCases } from './twin-cases.js'

const inFolder = temporaryFolder()

it('writes each node as PyTables would have: types, layout, chunks, filters, attributes, values', () => {
  {
    using file = File.open(inFolder('ours.h5'), 'w', { title: 'Twins' })
    for (const given of twinCases) write(file, given)
  }
  const program = new URL('twins.py', import.meta.url)
  assert.deepEqual(runPythonFile(program, [inFolder('ours.h5'), inFolder('theirs.h5'), twinCases]), [])
})

const ramp = (count: number): number[] => Array.from({ length: count }, (_, index) => (index * 7) % 101)

/** A whole number as an x87 float of 80 bits in 16 bytes. */
function extended(value: number): Uint8Array {
  const bytes = Buffer.alloc(16)
  if (value === 0) return bytes
  const exponent = Math.floor(Math.log2(value))
  bytes.writeBigUInt64LE(BigInt(value) << BigInt(63 - exponent), 0)
  bytes.writeUInt16LE(16383 + exponent, 8)
  return bytes
}

function valuesOf(dtype: string, shape: readonly number[]) {
  const numbers = ramp(shape.reduce((product, length) => product * length, 1))
  if (dtype === '<f16') return new NDArray({ data: Buffer.concat(numbers.map(extended)), shape, dtype })
  const values: unknown[] = dtype.startsWith('|S')
    ? numbers.map((number) => Buffer.from(String(number)))
    : dtype === '|b1'
      ? numbers.map((number) => number % 2 === 0)
      : dtype.startsWith('<c')
        ? numbers.map((re) => ({ re, im: re + 0.5 }))
        : numbers
  return ndarray(values, shape, dtype)
}

function write(file: File, given: TwinCase): void {
  const { path, title = '', filters } = given
  const options = { title, ...(filters ? { filters } : {}) }
  if (given.kind === 'array') file.createArray(path, valuesOf(given.dtype, given.shape), { title })
  if (given.kind === 'carray') file.createCArray(path, { ...options, data: valuesOf(given.dtype, given.shape) })
  if (given.kind === 'earray') {
    const shape = [0, ...given.shape.slice(1)]
    file.createEArray(path, { ...options, dtype: given.dtype, shape }).append(valuesOf(given.dtype, given.shape))
  }
  if (given.kind === 'vlarray') {
    const node = file.createVLArray(path, { ...options, dtype: given.dtype })
    for (let row = 0; row < given.rows; row++) {
      node.append(rowOf(given.dtype, row % 5))
    }
  }
  if (given.kind === 'table') writeTable(file, given, options)
}

function rowOf(dtype: string, length: number) {
  const numbers = Array.from({ length }, (_, index) => index)
  if (dtype === '<f16') return new NDArray({ data: Buffer.concat(numbers.map(extended)), shape: [length], dtype })
  return ndarray(dtype === '|b1' ? numbers.map((number) => number > 0) : numbers, [length], dtype)
}

function writeTable(file: File, given: TwinCase & { kind: 'table' }, options: object): void {
  const types = Object.fromEntries(
    given.columns.map(([name, dtype]) => [name, name === 'vector' ? { base: dtype, shape: [3] } : dtype]),
  )
  const cells: Record<string, (row: number) => unknown> = {
    name: (row) => `n${row}`,
    vector: (row) => [row, row + 1, row + 2],
    flag: (row) => row % 2 === 0,
    z: (row) => ({ re: row, im: row === 0 ? 0 : -row }),
  }
  const rows = Array.from({ length: given.rows }, (_, row) =>
    Object.fromEntries(given.columns.map(([name]) => [name, cells[name]?.(row) ?? row % 101])),
  )
  file.createTable(given.path, { ...options, columns: types, rows })
}
