import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { InvalidTypeError, NotHdf5Error, ReadOnlyError } from '../../lib/errors.js'
import { type EArray, File, type VLArray } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

function image(): Uint8Array {
  using file = File.createImage({ title: 'in memory', filters: { complib: 'zlib', complevel: 4 } })
  const trace = file.createEArray('/a/trace', { dtype: 'float64', shape: [0, 2] })
  trace.append(new Float64Array([1, 2, 3, 4]))
  file.root.attributes.set('note', 'x')
  return file.image()
}

test('a file in memory has the bytes of a file, and touches no disk', () => {
  const before = readdirSync('.')
  const bytes = image()
  assert.deepEqual(readdirSync('.'), before)
  writeFileSync(inFolder('written.h5'), bytes)
  for (const open of [() => File.openImage(bytes), () => File.open(inFolder('written.h5'))]) {
    using file = open()
    assert.deepEqual([file.root.title, file.root.attributes.get('note')], ['in memory', 'x'])
    assert.deepEqual((file.get('/a/trace') as EArray).readSync().data, new Float64Array([1, 2, 3, 4]))
  }
})

test('variable length texts and rows are read from memory, and written into it', () => {
  const filename = inFolder('ragged.h5')
  using written = File.createImage()
  written.root.attributes.set('names', 'a text')
  written.createVLArray('/rows', { dtype: 'int32' }).append(Int32Array.of(1, 2))
  const bytes = written.image()
  writeFileSync(filename, bytes)
  for (const open of [() => File.openImage(bytes), () => File.open(filename)]) {
    using file = open()
    assert.deepEqual(
      (file.get('/rows') as VLArray).readSync().map(({ data }) => [...(data as Int32Array)]),
      [[1, 2]],
    )
    assert.deepEqual([...file.root.attributes], [...written.root.attributes])
  }
  assert.deepEqual((written.get('/rows') as VLArray).readSync().length, 1)
})

test('the image of a file of the newest format can be opened, whatever the durability', () => {
  for (const durability of ['none', 'process'] as const) {
    const filename = inFolder(`newest-${durability}.h5`)
    runPython(
      'import h5py, json, sys\nwith h5py.File(json.load(sys.stdin), "w", libver="latest") as f: f["s"] = [1, 2, 3]\nprint("null")',
      filename,
    )
    using file = File.open(filename, 'r+', { durability })
    using again = File.openImage(file.image())
    assert.deepEqual(again.root.names(), ['s'])
  }
})

test('nodes are copied from memory into a file', () => {
  using source = File.openImage(image())
  using target = File.open(inFolder('target.h5'), 'w')
  source.copy('/a', 'copied', target.root)
  assert.deepEqual((target.get('/copied/trace') as EArray).readSync().shape, [2, 2])
})

test('an image is for reading, has no journal, and cannot be anything', () => {
  using file = File.openImage(image())
  assert.throws(() => file.createGroup('/b'), ReadOnlyError)
  assert.throws(() => File.openImage('name' as never), InvalidTypeError)
  assert.throws(() => File.openImage(new Uint8Array(0)), NotHdf5Error)
  assert.throws(() => File.openImage(new Uint8Array(100)), NotHdf5Error)
})
