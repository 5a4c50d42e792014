import assert from 'node:assert/strict'
import { copyFileSync, readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import {
  type ArrayDataset,
  type CArray,
  type EArray,
  File,
  type FileMode,
  type Group,
  type Table,
  TrajstoreError,
  type VLArray,
} from '../../lib/h5/index.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const original = inFolder('original.h5')
const target = inFolder('target.h5')

before(() => {
  using file = File.open(original, 'w')
  file.createArray('/array', [1, 2, 3], { attributes: { unit: 'mV' } })
  file.createArray('/texts', ['a', 'b'])
  file.createCArray('/carray', { data: Float64Array.of(1, 2, 3, 4), filters: { complib: 'zlib' } })
  file.createEArray('/earray', { dtype: 'float64', shape: [0, 2] }).append([[1, 2]])
  file.createVLArray('/vlarray', { dtype: 'int32' }).append([1, 2])
  file.createTable('/table', { columns: { x: 'float64', s: '|S4' }, rows: [{ x: 1, s: 'a' }] })
  file.createGroup('/group/inner')
  file.createSoftLink('/soft', '/array')
  file.createSoftLink('/dangling', '/nowhere')
})

interface Nodes {
  readonly file: File
  readonly root: Group
  readonly group: Group
  readonly array: ArrayDataset
  readonly texts: ArrayDataset
  readonly carray: CArray
  readonly earray: EArray
  readonly vlarray: VLArray
  readonly table: Table
}

const open = (mode: FileMode): Nodes => {
  const file = File.open(target, mode)
  const at = <T>(path: string): T => file.get(path) as T
  return {
    file,
    root: file.root,
    group: at('/group'),
    array: at('/array'),
    texts: at('/texts'),
    carray: at('/carray'),
    earray: at('/earray'),
    vlarray: at('/vlarray'),
    table: at('/table'),
  }
}

type Act = (nodes: Nodes) => unknown
type Acts = Readonly<Record<string, Act>>

/** What TypeScript would not let through. */
const wrong = (value: unknown): never => value as never

const reading: Acts = {
  names: ({ group }) => group.names(),
  has: ({ root }) => root.has('array'),
  get: ({ root }) => root.get('array'),
  link: ({ root }) => root.link('soft'),
  list: ({ group }) => group.list(),
  iterate: ({ group }) => [...group],
  walk: ({ group }) => [...group.walk()],
  filters: ({ group }) => group.filters,
  'read plans': ({ group }) => group.read(),
  attribute: ({ array }) => array.attributes.get('unit'),
  'attribute there': ({ array }) => array.attributes.has('unit'),
  'attribute names': ({ array }) => array.attributes.keys(),
  'attribute entries': ({ array }) => array.attributes.entries(),
  title: ({ array }) => array.title,
  address: ({ array }) => array.address,
  shape: ({ array }) => array.shape,
  nrows: ({ table }) => table.nrows,
  storageSize: ({ carray }) => carray.storageSize,
  'read array': ({ array }) => array.read(),
  'read array at once': ({ array }) => array.readSync(),
  'read texts': ({ texts }) => texts.readSync(),
  'read carray': ({ carray }) => carray.readSync({ start: 1 }),
  'read earray': ({ earray }) => earray.read(),
  'read vlarray': ({ vlarray }) => vlarray.read(),
  'read vlarray at once': ({ vlarray }) => vlarray.readSync(),
  'read table': ({ table }) => table.read(),
  'read table at once': ({ table }) => table.readSync({ columns: ['x'] }),
  column: ({ table }) => table.column('x'),
  records: ({ table }) => [...table.records()],
}

const writing: Acts = {
  createGroup: ({ root }) => root.createGroup('new'),
  requireGroup: ({ root }) => root.requireGroup('new'),
  createArray: ({ root }) => root.createArray('new', [1]),
  createCArray: ({ root }) => root.createCArray('new', { data: [1] }),
  createEArray: ({ root }) => root.createEArray('new', { dtype: 'float64', shape: [0] }),
  createVLArray: ({ root }) => root.createVLArray('new', { dtype: 'int32' }),
  createTable: ({ root }) => root.createTable('new', { columns: { x: 'int32' } }),
  createSoftLink: ({ root }) => root.createSoftLink('new', '/array'),
  createHardLink: ({ root, array }) => root.createHardLink('new', array),
  createExternalLink: ({ root }) => root.createExternalLink('new', 'x.h5', '/x'),
  remove: ({ root }) => root.remove('array'),
  move: ({ root }) => root.move('array', 'moved'),
  copy: ({ root }) => root.copy('array', 'copied'),
  'write plans': ({ root }) => root.write([{ kind: 'group', name: 'new', attributes: new Map(), children: [] }]),
  'set filters': ({ root }) => {
    root.filters = { complib: 'zlib' }
  },
  'set attribute': ({ array }) => array.attributes.set('unit', 'V'),
  'assign attributes': ({ array }) => array.attributes.assign([['unit', 'V']]),
  'delete attribute': ({ array }) => array.attributes.delete('unit'),
  'set title': ({ array }) => {
    array.title = 'new'
  },
  'write array': ({ array }) => array.write([3, 2, 1]),
  'write array at once': ({ array }) => array.writeSync([3, 2, 1]),
  'append to earray': ({ earray }) => earray.append([[3, 4]]),
  'truncate earray': ({ earray }) => earray.truncate(0),
  'append to vlarray': ({ vlarray }) => vlarray.append([3]),
  'append to table': ({ table }) => table.append([{ x: 2, s: 'b' }]),
  'write to table': ({ table }) => table.write([{ x: 2, s: 'b' }]),
  'truncate table': ({ table }) => table.truncate(0),
  'remove rows': ({ table }) => table.removeRows(0, 1),
}

/** Calls that are wrong in themselves, by the code of the error. */
const misuses: Readonly<Record<string, Acts>> = {
  ERR_INVALID_TYPE: {
    'path of another type': ({ root }) => root.get(wrong(7)),
    'path through an array': ({ root }) => root.get('array/x'),
    'path through a table': ({ root }) => root.createGroup('table/x/y'),
    'link through an array': ({ root }) => root.link('array/x'),
    'array of nothing': ({ root }) => root.createArray('new', wrong(undefined)),
    'array of objects': ({ root }) => root.createArray('new', wrong([{}])),
    'unknown dtype': ({ root }) => root.createArray('new', [1], { dtype: 'float63' }),
    'carray without dtype': ({ root }) => root.createCArray('new', { shape: [2] }),
    'carray without shape': ({ root }) => root.createCArray('new', { dtype: 'int8' }),
    'options of another type': ({ root }) => root.createGroup('new', wrong(3)),
    'vlarray of texts': ({ root }) => root.createVLArray('new', { dtype: '|T' }),
    'columns of another type': ({ root }) => root.createTable('new', { columns: wrong('x') }),
    'column of unknown dtype': ({ root }) => root.createTable('new', { columns: { x: 'flot' } }),
    'floats into another width': ({ array }) => array.writeSync(Float32Array.of(1, 2, 3)),
    'texts into numbers': ({ carray }) => carray.writeSync(['a', 'b', 'c', 'd']),
    'numbers into texts': ({ texts }) => texts.writeSync([1, 2]),
    'append integers to floats': ({ earray }) => earray.append(Int32Array.of(1, 2)),
    'append floats to integers': ({ vlarray }) => vlarray.append(Float64Array.of(1)),
    'rows of another type': ({ table }) => table.append(wrong(3)),
    'records of another type': ({ table }) => table.append(wrong([3])),
    'text into a number column': ({ table }) => table.append([{ x: 'a', s: 'b' }]),
    'number into a text column': ({ table }) => table.append([{ x: 1, s: 2 }]),
    'selection of another type': ({ array }) => array.readSync({ selection: wrong(['a']) }),
    'start that is no integer': ({ array }) => array.readSync({ start: 0.5 }),
    'attribute of nothing': ({ array }) => array.attributes.set('x', wrong(undefined)),
    'attribute of a function': ({ array }) =>
      array.attributes.set(
        'x',
        wrong(() => 1),
      ),
    'attribute of an object': ({ array }) => array.attributes.set('x', wrong({})),
    'attribute name of another type': ({ array }) => array.attributes.get(wrong(3)),
    'hard link to nothing': ({ root }) => root.createHardLink('new', wrong({})),
    'soft link to another type': ({ root }) => root.createSoftLink('new', wrong(3)),
  },
  ERR_INVALID_VALUE: {
    'path upwards': ({ root }) => root.get('../array'),
    'name of nothing': ({ root }) => root.createGroup('/'),
    'name with a NUL': ({ root }) => root.createGroup('a\0b'),
    'root removed': ({ root }) => root.remove('/'),
    'root moved': ({ root }) => root.move('/', 'x'),
    'root copied': ({ root }) => root.copy('/', 'x'),
    'require a group that is an array': ({ root }) => root.requireGroup('array'),
    'ragged lists': ({ root }) => root.createArray('new', [[1, 2], [3]]),
    'number that does not fit': ({ root }) => root.createArray('new', [300], { dtype: 'uint8' }),
    'fraction into integers': ({ root }) => root.createArray('new', [0.5], { dtype: 'int32' }),
    'text that does not fit': ({ root }) => root.createArray('new', ['abc'], { dtype: '|T2' }),
    'negative shape': ({ root }) => root.createCArray('new', { dtype: 'int8', shape: [-1] }),
    'carray without elements': ({ root }) => root.createCArray('new', { dtype: 'int8', shape: [0] }),
    'earray of fixed empty axis': ({ root }) => root.createEArray('new', { dtype: 'int8', shape: [0, 0] }),
    'shape of other data': ({ root }) => root.createCArray('new', { data: [1, 2], shape: [3] }),
    'chunks of other rank': ({ root }) => root.createCArray('new', { data: [1, 2], chunkshape: [1, 1] }),
    'unknown compressor': ({ root }) => root.createCArray('new', { data: [1], filters: { complib: 'zip' } }),
    'level too high': ({ root }) => root.createCArray('new', { data: [1], filters: { complevel: 10 } }),
    'bits of zlib': ({ root }) =>
      root.createCArray('new', { data: [1], filters: { complib: 'zlib', bitshuffle: true } }),
    'checksum of rows': ({ root }) => root.createVLArray('new', { dtype: 'int8', filters: { fletcher32: true } }),
    'rows of rows': ({ vlarray }) => vlarray.append([[1], [2]]),
    'table without columns': ({ root }) => root.createTable('new', { columns: {} }),
    'block of another shape': ({ array }) => array.writeSync([1, 2]),
    'range and selection': ({ array }) => array.readSync({ start: 1, selection: [1] }),
    'selection of too many axes': ({ array }) => array.readSync({ selection: [1, 1] }),
    'index outside': ({ array }) => array.readSync({ selection: [3] }),
    'step of zero': ({ array }) => array.readSync({ step: 0 }),
    'row of another shape': ({ earray }) => earray.append([[1, 2, 3]]),
    'negative length': ({ earray }) => earray.truncate(-1),
    'text too long for a column': ({ table }) => table.append([{ x: 1, s: 'abcde' }]),
    'row without a column': ({ table }) => table.append([{ x: 1 }]),
    'row with another column': ({ table }) => table.append([{ x: 1, s: 'a', y: 2 }]),
    'columns of differing length': ({ table }) => table.append({ x: [1, 2], s: ['a'] }),
    'bytes of half a row': ({ table }) => table.append(new Uint8Array(5)),
    'unknown column': ({ table }) => table.column('y'),
    'rows beyond the end': ({ table }) => table.write([{ x: 1, s: 'a' }], 1),
    'longer by truncating': ({ table }) => table.truncate(2),
    'attribute without a name': ({ array }) => array.attributes.set('', 1),
    'attribute with too large a number': ({ array }) => array.attributes.set('x', 2n ** 64n),
    'attribute of too few bytes': ({ array }) =>
      array.attributes.set('x', { dtype: '<f8', shape: [2], data: new Uint8Array(8) }),
    'soft link to nowhere': ({ root }) => root.createSoftLink('new', ''),
    'external link to nowhere': ({ root }) => root.createExternalLink('new', '', ''),
  },
  ERR_NOT_FOUND: {
    'missing node': ({ root }) => root.get('missing'),
    'missing group': ({ root }) => root.get('missing/x'),
    'dangling link': ({ root }) => root.get('dangling'),
    'remove what is missing': ({ root }) => root.remove('missing'),
    'move what is missing': ({ root }) => root.move('missing', 'x'),
    'copy what is missing': ({ root }) => root.copy('missing', 'x'),
    'delete a missing attribute': ({ array }) => array.attributes.delete('missing'),
  },
  ERR_EXISTS: {
    'group twice': ({ root }) => root.createGroup('group'),
    'array over a group': ({ root }) => root.createArray('group', [1]),
    'table twice': ({ root }) => root.createTable('table', { columns: { x: 'int8' } }),
    'link over an array': ({ root }) => root.createSoftLink('array', '/group'),
    'move onto another': ({ root }) => root.move('array', 'group'),
    'copy onto another': ({ root }) => root.copy('array', 'group'),
    'plan onto another': ({ root }) =>
      root.write([{ kind: 'group', name: 'group', attributes: new Map(), children: [] }]),
  },
  ERR_UNKNOWN_OPTION: {
    createGroup: ({ root }) => root.createGroup('new', wrong({ titel: '' })),
    createArray: ({ root }) => root.createArray('new', [1], wrong({ filters: {} })),
    createCArray: ({ root }) => root.createCArray('new', wrong({ data: [1], chunks: [1] })),
    createEArray: ({ root }) => root.createEArray('new', wrong({ dtype: 'int8', shape: [0], rows: 1 })),
    createVLArray: ({ root }) => root.createVLArray('new', wrong({ dtype: 'int8', shape: [0] })),
    createTable: ({ root }) => root.createTable('new', wrong({ column: {} })),
    filters: ({ root }) => root.createCArray('new', { data: [1], filters: wrong({ level: 1 }) }),
    read: ({ array }) => array.readSync(wrong({ from: 1 })),
    'read a table': ({ table }) => table.readSync(wrong({ column: 'x' })),
    'range of an axis': ({ array }) => array.readSync({ selection: [wrong({ end: 1 })] }),
  },
  ERR_LIMIT: {
    'attribute too large': ({ array }) => array.attributes.set('x', 'x'.repeat(70000)),
    'attribute array too large': ({ array }) => array.attributes.set('x', new Float64Array(9000)),
    'chunk too large': ({ root }) => root.createCArray('new', { dtype: 'float64', shape: [10], chunkshape: [2 ** 30] }),
  },
}

/** Asserts one typed error that says in a sentence what happened. */
async function assertRefused(act: Act, nodes: Nodes, code: string): Promise<void> {
  let caught: unknown
  try {
    await act(nodes)
  } catch (error) {
    caught = error
  }
  assert.ok(caught instanceof TrajstoreError, `expected ${code}, got ${String(caught)}`)
  assert.equal(caught.code, code, caught.message)
  assert.match(caught.message, /^['A-Za-z].{15,}/s)
}

/** Runs each call on a file of its own and checks that the file has the same bytes afterwards. */
function refuses(acts: Acts, code: string, mode: FileMode, prepare: (nodes: Nodes) => void = () => {}): void {
  for (const [name, act] of Object.entries(acts)) {
    it(name, async () => {
      copyFileSync(original, target)
      const nodes = open(mode)
      try {
        prepare(nodes)
        await assertRefused(act, nodes, code)
      } finally {
        nodes.file.close()
      }
      assert.ok(readFileSync(target).equals(readFileSync(original)), 'the file changed')
    })
  }
}

describe('a closed file', () => {
  refuses({ ...reading, ...writing }, 'ERR_CLOSED', 'r+', ({ file }) => file.close())
  refuses(
    { size: ({ file }) => file.size, freeSpace: ({ file }) => file.freeSpace, flush: ({ file }) => file.flush() },
    'ERR_CLOSED',
    'r+',
    ({ file }) => file.close(),
  )
})

describe('a closed node', () => {
  refuses({ ...reading, ...writing }, 'ERR_CLOSED', 'r+', (nodes) => {
    for (const node of Object.values(nodes)) if (node !== nodes.file) node.close()
  })
})

describe('a file that was opened for reading', () => refuses(writing, 'ERR_READ_ONLY', 'r'))

for (const [code, acts] of Object.entries(misuses)) describe(code, () => refuses(acts, code, 'r+'))

describe('opening', () => {
  const openings: Readonly<Record<string, readonly [string, () => unknown]>> = {
    'no name': ['ERR_INVALID_TYPE', () => File.open('')],
    'name of another type': ['ERR_INVALID_TYPE', () => File.open(wrong(3))],
    'unknown mode': ['ERR_INVALID_VALUE', () => File.open(target, wrong('rw'))],
    'unknown option': ['ERR_UNKNOWN_OPTION', () => File.open(target, 'r', wrong({ follow: true }))],
    'missing file': ['ERR_NOT_FOUND', () => File.open(inFolder('missing.h5'))],
    'missing file to change': ['ERR_NOT_FOUND', () => File.open(inFolder('missing.h5'), 'r+')],
    'missing folder': ['ERR_NOT_FOUND', () => File.open(inFolder('missing/x.h5'), 'w')],
    'file that is there': ['ERR_EXISTS', () => File.open(target, 'x')],
    'no HDF5 file': ['ERR_NOT_HDF5', () => File.open(new URL(import.meta.url).pathname)],
    'a folder': ['ERR_NOT_HDF5', () => File.open(inFolder(''))],
    'a folder to replace': ['ERR_NOT_HDF5', () => File.open(inFolder(''), 'w')],
  }
  for (const [name, [code, act]] of Object.entries(openings)) {
    it(name, () => assertRefused(act, undefined as unknown as Nodes, code))
  }

  it('a file that this process writes', () => {
    copyFileSync(original, target)
    using _writer = File.open(target, 'r+')
    for (const mode of ['r', 'r+', 'w'] as const) assert.throws(() => File.open(target, mode), { code: 'ERR_LOCKED' })
  })

  it('a file for writing that this process reads, but for reading once more', () => {
    copyFileSync(original, target)
    using _reader = File.open(target, 'r')
    using other = File.open(target, 'r')
    assert.ok(other.isOpen)
    for (const mode of ['r+', 'a', 'w'] as const) assert.throws(() => File.open(target, mode), { code: 'ERR_LOCKED' })
  })
})
