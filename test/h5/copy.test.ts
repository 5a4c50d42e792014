import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compressors, File, UnsupportedError, type VLArray } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()

/** A file of h5py, written by lines of Python that have `f`. */
function written(name: string, lines: string, options = "libver='latest'"): string {
  const filename = path(name)
  runPython(
    `import sys, json, h5py, numpy as np
text = h5py.string_dtype()
rows = h5py.vlen_dtype('i4')
with h5py.File(json.load(sys.stdin), 'w', ${options}) as f:
    ${lines.trim().replaceAll('\n', '\n    ')}
print('null')`,
    filename,
  )
  return filename
}

/** What an expression of Python says of the file `f` of h5py. */
const foundIn = (filename: string, expression: string): unknown =>
  runPython(
    `import sys, json, h5py
with h5py.File(json.load(sys.stdin), 'r') as f:
    print(json.dumps(${expression}))`,
    filename,
  )

function copyInto(from: string, to: string, name: string): void {
  using source = File.open(from)
  using target = File.open(to, 'w')
  source.copy(name, '/copy', target.root)
}

const copyWithin = (filename: string, from: string, to: string): void => {
  using file = File.open(filename, 'r+')
  file.copy(from, to)
}

describe('attributes of variable length that lie in a heap are copied', () => {
  const make = `f['type'] = np.dtype('i4')
owners = [f.create_group('group'), f.create_group('above/a/b'), f.create_dataset('dataset', data=[1]),
          f.create_dataset('over/rows', (3,), rows, chunks=(2,)), f['type']]`
  const values = {
    text: "o.attrs['a%d' % i] = 'text %d' % i",
    texts: "o.attrs['a%d' % i] = np.array(['x', 'y'], dtype=text)",
    rows: "o.attrs.create('a%d' % i, np.array([np.arange(3), np.arange(i + 5)], dtype=object), dtype=rows)",
    compounds: "o.attrs.create('a%d' % i, np.array([(1, 'x')], dtype=[('n', 'i4'), ('t', text)]))",
  }
  const names = ['group', 'above', 'dataset', 'over', 'type']
  for (const [value, set] of Object.entries(values)) {
    it(value, () => {
      const filename = written(`dense-${value}.h5`, `${make}\nfor i in range(12):\n  for o in owners: ${set}`)
      const said = (folder: string) =>
        `[str(sorted((k, str(v)) for k, v in f['${folder}' + n].attrs.items())) for n in ('group', 'above/a/b', 'dataset', 'over/rows', 'type')]`
      const before = foundIn(filename, said('/')) as string[]
      assert.ok(before.every((text) => text.length > 100))
      const other = path(`other-${value}.h5`)
      using target = File.open(other, 'w')
      using source = File.open(filename, 'r+')
      for (const name of names) {
        source.copy(`/${name}`, `/copy/${name}`, target.root)
        source.copy(`/${name}`, `/copy/${name}`)
      }
      source.close()
      target.close()
      assert.deepEqual(foundIn(other, said('/copy/')), before)
      assert.deepEqual(foundIn(filename, said('/copy/')), before)
    })
  }
})

describe('references', () => {
  const lines = `outside = f.create_dataset('outside', data=np.arange(10))
g = f.create_group('g')
inside = g.create_dataset('inside', data=np.arange(5))
g['objects'] = np.array([inside.ref, g.ref, h5py.Reference()], dtype=h5py.ref_dtype)
g['regions'] = np.array([inside.regionref[1:3]], dtype=h5py.regionref_dtype)
g.attrs['to'] = inside.ref`
  const more = `${lines}
g['also'] = np.array([outside.ref, inside.ref], dtype=h5py.ref_dtype)
g.attrs['out'] = outside.regionref[4:6]`
  const names = (name: string) =>
    `[f[r].name if r else '' for r in f['${name}/objects']] + [f[f['${name}'].attrs['to']].name]`
  const expected = ['/copy/inside', '/copy', '', '/copy/inside']
  const region = (name: string) => `f[f['${name}/regions'][0]][f['${name}/regions'][0]].tolist()`

  for (const options of ["libver='latest'", "libver='earliest'"]) {
    it(`within what is copied lead to the copies (${options})`, () => {
      const filename = written('within.h5', lines, options)
      copyInto(filename, path('other.h5'), '/g')
      copyWithin(filename, '/g', '/copy')
      for (const copied of [filename, path('other.h5')]) {
        assert.deepEqual(foundIn(copied, names('copy')), expected)
        assert.deepEqual(foundIn(copied, region('copy')), [1, 2])
        assert.deepEqual(foundIn(copied, "f[f['copy/regions'][0]].name"), '/copy/inside')
      }
    })
  }

  it('to what is not copied stay within a file', () => {
    const filename = written('stay.h5', more)
    copyWithin(filename, '/g', '/copy')
    assert.deepEqual(foundIn(filename, "[f[r].name for r in f['copy/also']]"), ['/outside', '/copy/inside'])
    assert.deepEqual(foundIn(filename, "f[f['copy'].attrs['out']][f['copy'].attrs['out']].tolist()"), [4, 5])
  })

  it('to what is not copied are refused from file to file, which leaves nothing', () => {
    const filename = written('refused.h5', more)
    using source = File.open(filename)
    using target = File.open(path('other.h5'), 'w')
    assert.throws(
      () => source.copy('/g', '/copy', target.root),
      (error: Error) => {
        assert.ok(error instanceof UnsupportedError)
        assert.match(
          error.message,
          /^Cannot copy '\/g\/also' to another file: it has a reference to something that is not/,
        )
        return true
      },
    )
    assert.deepEqual(target.root.names(), [])
  })
})

describe('what has several names', () => {
  it('stays one node, also in a circle', () => {
    const filename = written(
      'shared.h5',
      `g = f.create_group('g')
g['a'] = np.arange(3)
g['b'] = g['a']
g['self'] = g
g.create_group('sub')['up'] = g
g['to'] = np.array([g['a'].ref], dtype=h5py.ref_dtype)`,
    )
    copyInto(filename, path('other.h5'), '/g')
    copyWithin(filename, '/g', '/copy')
    const same =
      "[f['copy/a'] == f['copy/b'], f['copy'] == f['copy/self'], f['copy'] == f['copy/sub/up'], f['copy/a'] == f[f['copy/to'][0]]]"
    for (const copied of [filename, path('other.h5')]) {
      assert.deepEqual(foundIn(copied, same), [true, true, true, true])
      assert.equal(foundIn(copied, "h5py.h5o.get_info(f['copy/a'].id).rc"), 2)
    }
  })

  it('a type with a name is that of all its datasets; one from elsewhere stays the same within a file', () => {
    const filename = written(
      'types.h5',
      `f['g/type'] = np.dtype([('a', 'i4')])
f['outside'] = np.dtype('i4')
for n in 'xyz': h5py.h5d.create(f['g'].id, n.encode(), f['outside' if n == 'z' else 'g/type'].id, h5py.h5s.create_simple((2,)))
f['g/z'][...] = [1, 2]`,
    )
    copyInto(filename, path('other.h5'), '/g')
    copyWithin(filename, '/g', '/copy')
    const address = (of: string) => `h5py.h5o.get_info(${of}).addr`
    const types = `[${address("f['copy/x'].id.get_type()")} == ${address("f['copy/type'].id")}, ${address("f['copy/y'].id.get_type()")} == ${address("f['copy/type'].id")}, f['copy/z'].id.get_type().committed(), f['copy/z'][()].tolist()]`
    for (const copied of [filename, path('other.h5')]) {
      assert.deepEqual(foundIn(copied, types), [true, true, true, [1, 2]])
    }
    assert.equal(foundIn(filename, `${address("f['copy/z'].id.get_type()")} == ${address("f['outside'].id")}`), true)
  })
})

it('a group is copied into itself once', () => {
  const filename = written(
    'itself.h5',
    `g = f.create_group('g')
g['a'] = np.arange(3)
g['to'] = np.array([g['a'].ref], dtype=h5py.ref_dtype)`,
  )
  copyWithin(filename, '/g', '/g/g')
  assert.deepEqual(foundIn(filename, "[list(f['g']), list(f['g/g'])]"), [
    ['a', 'g', 'to'],
    ['a', 'to'],
  ])
})

it('rows of any length are copied whatever their filter', () => {
  // Small chunks: what a filter gives is larger than they are, or much smaller.
  using file = File.open(path('ragged.h5'), 'w')
  for (const [index, complib] of compressors().entries()) {
    for (const chunk of [3, 5, 8, 64, 512]) {
      const array = file.createVLArray(`/v${index}_${chunk}`, {
        dtype: 'int32',
        filters: { complib, complevel: 1 },
        chunkshape: [chunk],
      })
      const rows = Array.from({ length: 2 * chunk + 1 }, (_, row) =>
        Int32Array.from({ length: row % 4 }, (_, i) => row + i),
      )
      for (const row of rows) array.append(row)
      file.flush()
      file.copy(`/v${index}_${chunk}`, '/copy')
      const copy = file.get('/copy') as VLArray
      assert.deepEqual(
        copy.readSync().map(({ data }) => data),
        rows,
        `${complib} ${chunk}`,
      )
      copy.close()
      file.remove('/copy')
    }
  }
})
