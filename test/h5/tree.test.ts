import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ArrayDataset, type EArray, File, type Group, type Table } from '../../lib/h5/index.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
let count = 0
const create = (): File => File.open(inFolder(`tree${count++}.h5`), 'w')

const pathsOf = (file: File): string[] => Array.from(file.walk(), ({ kind, path }) => `${kind} ${path}`)
const valuesAt = (file: File, path: string): number[] =>
  Array.from((file.get(path) as ArrayDataset).readSync().data as Float64Array, Number)

function sample(): File {
  const file = create()
  file.createArray('/a/b/x', Float64Array.of(1, 2), { title: 'values', attributes: { unit: 'mV' } })
  file.createGroup('/c')
  return file
}

describe('paths', () => {
  it('make the groups on their way, and lead through soft links', () => {
    using file = sample()
    file.createSoftLink('/short', '/a/b')
    assert.deepEqual(valuesAt(file, '/short/x'), [1, 2])
    file.createArray('/short/y', Float64Array.of(3))
    assert.deepEqual(pathsOf(file), [
      'Group /a',
      'Group /a/b',
      'Array /a/b/x',
      'Array /a/b/y',
      'Group /c',
      'SoftLink /short',
    ])
    assert.ok(file.has('a//b/./x'))
    assert.ok(!file.has('a/x') && !file.has('a/b/x/y') && !file.has('short/z'))
    assert.equal(file.root.requireGroup('a/b').path, '/a/b')
    assert.equal(file.root.requireGroup('d/e').path, '/d/e')
  })

  it('may have any name that is one, and keep them as they are', () => {
    using file = create()
    const names = ['__proto__', 'constructor', 'ÄÖ', 'a b', '.x', '..x', 'new\nline', '~', "quo'te", 'x'.repeat(300)]
    for (const name of names) file.createArray(`/${name}`, [1], { attributes: { [name]: 1 } })
    assert.deepEqual(
      file.root.names(),
      [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
    for (const name of names) assert.ok(file.get(name).attributes.has(name), name)
  })
})

describe('moving, copying, removing', () => {
  it('moves with all below it', () => {
    using file = sample()
    file.move('/a', '/c/moved')
    assert.deepEqual(pathsOf(file), ['Group /c', 'Group /c/moved', 'Group /c/moved/b', 'Array /c/moved/b/x'])
    assert.equal(file.get('/c/moved/b/x').attributes.get('unit'), 'mV')
  })

  it('copies with all below it, so that both are independent', () => {
    using file = sample()
    file.copy('/a', '/copy')
    ;(file.get('/copy/b/x') as ArrayDataset).writeSync([5, 6])
    assert.deepEqual(valuesAt(file, '/a/b/x'), [1, 2])
    assert.deepEqual(valuesAt(file, '/copy/b/x'), [5, 6])
    assert.equal(file.get('/copy/b/x').title, 'values')
  })

  it('copies rows that were not written yet, also into another file', () => {
    using file = sample()
    using other = create()
    file.createEArray('/rows', { dtype: 'float64', shape: [0] }).append([1, 2, 3])
    file.createTable('/table', { columns: { n: 'float64' } }).append([{ n: 7 }])
    for (const name of ['rows', 'table', 'a']) file.copy(`/${name}`, `/from/${name}`, other.root)
    assert.deepEqual(valuesAt(other, '/from/rows'), [1, 2, 3])
    assert.deepEqual((other.get('/from/table') as Table).column('n'), Float64Array.of(7))
    assert.deepEqual(valuesAt(other, '/from/a/b/x'), [1, 2])
  })

  it('removes one name, and the node with its last', () => {
    using file = sample()
    file.createHardLink('/again', file.get('/a/b/x'))
    file.remove('/a')
    assert.deepEqual(pathsOf(file), ['Array /again', 'Group /c'])
    assert.deepEqual(valuesAt(file, '/again'), [1, 2])
    file.remove('/again')
    assert.deepEqual(pathsOf(file), ['Group /c'])
  })

  it('moves only the link where a link is named', () => {
    using file = sample()
    file.createSoftLink('/link', '/a/b/x')
    file.move('/link', '/c/link')
    file.remove('/c/link')
    assert.deepEqual(valuesAt(file, '/a/b/x'), [1, 2])
  })
})

describe('filters of groups', () => {
  it('are inherited by what is made below', () => {
    using file = File.open(inFolder('filters.h5'), 'w', { filters: { complib: 'zlib', complevel: 4 } })
    const group = file.createGroup('/group', { filters: { complib: 'blosc:lz4', complevel: 3, fletcher32: true } })
    const filtersAt = (path: string) => (file.get(path) as EArray).filters
    file.createCArray('/x', { data: [1, 2] })
    group.createGroup('inner').createCArray('x', { data: [1, 2] })
    group.createVLArray('rows', { dtype: 'int32' })
    assert.deepEqual([filtersAt('/x').complib, filtersAt('/x').complevel], ['zlib', 4])
    assert.deepEqual(filtersAt('/group/inner/x'), {
      complib: 'blosc:lz4',
      complevel: 3,
      shuffle: true,
      bitshuffle: false,
      fletcher32: true,
    })
    // Rows of variable length have no checksum.
    assert.equal(filtersAt('/group/rows').fletcher32, false)
    group.filters = { complib: 'lzo', complevel: 1 }
    assert.equal((group.createCArray('y', { data: [1] }) as unknown as EArray).filters.complib, 'lzo')
  })
})

describe('attributes', () => {
  it('are a map that lives in the file', () => {
    using file = sample()
    const { attributes } = file.get('/a/b/x') as unknown as Group
    attributes
      .set('n', 1)
      .set('n', 'replaced')
      .assign([['flag', true]])
    assert.deepEqual(
      [attributes.get('n'), attributes.get('flag'), attributes.get('none')],
      ['replaced', true, undefined],
    )
    attributes.delete('n')
    assert.ok(!attributes.has('n'))
    assert.deepEqual([...attributes].map(([name]) => name).sort(), [...attributes.keys()].sort())
  })

  it('keep all numbers of 64 bits', () => {
    using file = sample()
    const { attributes } = file.root
    for (const value of [0, -1, 2 ** 53 - 1, 2n ** 63n - 1n, -(2n ** 63n)]) {
      attributes.set('n', value)
      assert.equal(attributes.get('n'), value)
    }
  })
})
