import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isStruct, memoryType } from '../../lib/h5/dtype.js'
import { decodeElements } from '../../lib/h5/elements.js'
import {
  type Column,
  type Columns,
  type DType,
  File,
  type Node,
  Table,
  UnImplemented,
  VLArray,
} from '../../lib/h5/index.js'
import type { StructDType } from '../../lib/h5/native.js'
import { unpackColumns } from '../../lib/h5/rows.js'
import { NDArray } from '../../lib/values/index.js'
import { runPythonFile } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

/** A value as `theirs.py` describes it. */
type Described =
  | { dtype: string; shape: readonly number[]; data: string }
  | { texts: readonly string[]; shape: readonly number[] }
  | { rows: readonly Described[] }
  | { columns: Record<string, Described> }
  | { unimplemented: true }
  | { error: string }
  | { plain: unknown }
  | { null: DType }
  | { reference: true }

const inFolder = temporaryFolder()
const names = ['pytables.h5', 'h5py.h5', 'h5py-latest.h5'] as const
const program = new URL('theirs.py', import.meta.url)
const expected = runPythonFile<Record<string, Described>[]>(program, names.map(inFolder))

for (const [index, name] of names.entries()) {
  describe(name, () => {
    it('is read with equal values', () => {
      using file = File.open(inFolder(name))
      const wrong = Object.entries(expected[index] ?? {}).flatMap(([path, value]) => difference(file, path, value))
      assert.deepEqual(wrong, [])
    })

    it('is walked to its end', () => {
      using file = File.open(inFolder(name))
      const paths = new Set(Array.from(file.walk(), (node) => node.path))
      assert.deepEqual(
        Object.keys(expected[index] ?? {}).filter((path) => path.startsWith('/') && !paths.has(path)),
        [],
      )
    })
  })
}

function difference(file: File, path: string, value: Described): string[] {
  const found = path.startsWith('@') ? describeAttribute(file.root, path.slice(1)) : describeAt(file, path)
  try {
    assert.deepEqual(found, value)
    return []
  } catch {
    return [`${path}: expected ${brief(value)}, got ${brief(found)}`]
  }
}

const brief = (value: Described): string => JSON.stringify(value).slice(0, 200)

function describeAt(file: File, path: string): Described {
  using node = file.get(path)
  return describeNode(node)
}

function describeAttribute({ attributes }: Node, name: string): Described {
  try {
    const value = attributes.typed(name)
    // PyTables' way with Python's int is to be told from numpy's int64 by the name alone.
    if (typeof value !== 'object' || name === 'int') return { plain: attributes.get(name) }
    const { dtype, shape, data } = value
    if (shape === null) return { null: dtype }
    if (dtype === '|R8') return { reference: true }
    if (Array.isArray(data)) return { texts: data, shape }
    if (isStruct(dtype)) return { columns: describeColumns(unpackColumns(dtype, data as Uint8Array, 1), dtype) }
    return describeArray(decodeElements(memoryType(dtype), shape, data as Uint8Array))
  } catch (error) {
    return { error: (error as { code: string }).code }
  }
}

function describeNode(node: Node): Described {
  if (node instanceof UnImplemented) {
    assert.throws(() => node.readSync(), { code: 'ERR_UNSUPPORTED' })
    assert.ok(node.reason.length > 10)
    return { unimplemented: true }
  }
  try {
    return read(node)
  } catch (error) {
    return { error: (error as { code: string }).code }
  }
}

function read(node: Node): Described {
  if (node instanceof Table) return { columns: describeColumns(node.readSync(), node.rowType) }
  if (node instanceof VLArray) return { rows: node.readSync().map(describeArray) }
  return describeArray((node as unknown as { readSync(): NDArray }).readSync())
}

const describeColumns = (columns: object, { fields }: StructDType): Record<string, Described> =>
  Object.fromEntries(fields.map(([name, dtype]) => [name, describeColumn((columns as Columns)[name]!, dtype)]))

function describeColumn(column: Column, dtype: DType): Described {
  if (column instanceof NDArray) return describeArray(column)
  if (Array.isArray(column)) return { texts: column, shape: [column.length] }
  if (ArrayBuffer.isView(column)) {
    return describeArray(new NDArray({ data: column, shape: [column.length], dtype: plainType(dtype) }))
  }
  return { columns: describeColumns(column, dtype as StructDType) }
}

/** The type of a column in memory. */
function plainType(dtype: DType): string {
  if (typeof dtype === 'object') return (dtype as { enum: string }).enum
  return { '<t4': '<i4', '<t8': '<f8' }[dtype] ?? dtype
}

function describeArray({ dtype, shape, data }: NDArray): Described {
  if (Array.isArray(data)) return { texts: data, shape }
  const view = data as Uint8Array
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
  return { dtype, shape, data: (dtype === '<f16' || dtype === '<c32' ? withoutPadding(bytes) : bytes).toString('hex') }
}

/** Floats of 80 bits lie in 16 bytes, of which six are whatever was there. */
function withoutPadding(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => (index % 16 < 10 ? byte : 0)))
}
