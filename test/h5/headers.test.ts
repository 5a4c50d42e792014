import assert from 'node:assert/strict'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { File } from '../../lib/h5/index.js'
import type { ChildInfo, NativeGroup } from '../../lib/h5/native.js'
import { native } from '../../lib/h5/native.js'
import { malformedFiles, pypetFixtures } from '../support/fixtures.js'
import { fc } from '../support/property.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

/**
 * Files that nobody writes are described from their bytes, without libhdf5; a copy that is open for writing is described
 * by libhdf5. Both must say the same.
 */

const inFolder = temporaryFolder()
const options = { attributes: true, datasets: true, data: 4096 }

const withoutChildren = (children: readonly ChildInfo[]) => children.map(({ children: _, ...rest }) => rest)

/** Compares a group as it is listed both ways; gives how many nodes came with listings above them. */
function compareGroup(bytes: NativeGroup, library: NativeGroup, path: string, seen = new Set<number>()): number {
  const expected = library.list(options)
  const children = bytes.list({ ...options, nested: true })
  assert.deepEqual(withoutChildren(children), expected, path)
  return children.reduce((sum, child) => sum + compareChild(bytes, library, child, `${path}/${child.name}`, seen), 0)
}

function compareChild(
  bytes: NativeGroup,
  library: NativeGroup,
  child: ChildInfo,
  path: string,
  seen: Set<number>,
): number {
  if (child.kind !== 'group' || child.error || seen.has(child.address!)) return 0
  seen.add(child.address!)
  const [ours, theirs] = [bytes.openGroup(child.name), library.openGroup(child.name)]
  try {
    const { children } = child
    if (children) assert.deepEqual(withoutChildren(children), theirs.list(options), path)
    return (children?.length ?? 0) + compareGroup(ours, theirs, path, seen)
  } finally {
    ours.close()
    theirs.close()
  }
}

function compareFile(filename: string): number {
  const copy = inFolder('copy.h5')
  copyFileSync(filename, copy)
  const [bytes, library] = [native.open(filename, 'r', {}), native.open(copy, 'r+', { durability: 'none' })]
  try {
    return compareGroup(bytes.root(), library.root(), '')
  } finally {
    bytes.close()
    library.close()
  }
}

describe('files of pypet', () => {
  const folder = pypetFixtures()
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.hdf5'))) {
    it(name, () => {
      assert.ok(compareFile(join(folder, name)) > 0, 'nothing came with a listing above it')
    })
  }
})

const BY_H5PY = `
import json, sys
import h5py, numpy as np
filename, libver, userblock, order = json.load(sys.stdin)
with h5py.File(filename, 'w', libver=tuple(libver), userblock_size=userblock, track_order=order) as file:
    kinds = file.create_group('kinds')
    for kind in ['i1', 'u1', '<i2', '>i2', '<u4', '>u4', '<i8', '>i8', '<f2', '<f4', '>f4', '<f8', '>f8', '<c16', '?', 'S5', 'V3']:
        name = kind.replace('<', 'l').replace('>', 'b').replace('?', 'bool')
        kinds.attrs[name] = np.zeros((), kind)
        kinds.attrs[name + 's'] = np.ones(3, kind) if kind != 'V3' else np.zeros(3, kind)
        kinds.create_dataset(name, data=np.zeros((2, 3), kind))
        kinds.create_dataset(name + '0', data=np.zeros((), kind))
    kinds.attrs['text'] = 'variable'
    kinds.attrs['fixed'] = np.array('fixé'.encode(), h5py.string_dtype('utf-8', 8))
    kinds.attrs['empty'] = h5py.Empty('f8')
    kinds.attrs['enum'] = np.array(1, h5py.enum_dtype({'one': 1, 'two': 2}))
    kinds.attrs['record'] = np.zeros((), [('a', 'i4'), ('b', 'S3')])
    file.create_dataset('filled', shape=(4,), dtype='f8', fillvalue=2.5)
    file.create_dataset('unwritten', shape=(4,), dtype='f8')
    file.create_dataset('chunked', data=np.arange(100.0), chunks=(10,), compression='gzip')
    file.create_dataset('growing', data=np.arange(10.0), maxshape=(None,))
    file.create_dataset('texts', data=['a', 'bc'], dtype=h5py.string_dtype())
    file.create_dataset('none', data=h5py.Empty('f4'))
    file.create_dataset('nothing', shape=(0, 3), dtype='i4')
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    compact = h5py.h5d.create(file.id, b'compact', h5py.h5t.STD_I16LE, h5py.h5s.create_simple((3,)), plist)
    compact.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(3, dtype='<i2'))
    file['type'] = np.dtype('f8')
    file['links/soft'] = h5py.SoftLink('/kinds')
    file['links/dangling'] = h5py.SoftLink('/nowhere')
    file['links/external'] = h5py.ExternalLink('other.h5', '/x')
    file['links/again'] = file['kinds']
    file['links/self'] = file['links'] if 'links' in file else file['kinds']
    for i in range(100):
        file.create_group('many/child%d' % i).attrs['number'] = i
    for i in range(40):
        file.require_group('attributes').attrs['number %d' % i] = 'value %d' % i
    for i in range(20):
        file.create_group('deep/' + '/'.join('d%d' % level for level in range(i + 1)))
    file.create_group('few/inside/one').attrs['unit'] = 'mV'
    later = file['few/inside/one']
    for i in range(6):
        later.attrs['later %d' % i] = np.arange(i + 1.0)
    del later.attrs['later 2']
    file.create_group('few/removed')
    del file['few/removed']
print('null')
`

describe('files of h5py', () => {
  const cases = [
    { libver: ['earliest', 'latest'], userblock: 0, order: false },
    { libver: ['earliest', 'latest'], userblock: 0, order: true },
    { libver: ['earliest', 'latest'], userblock: 1024, order: false },
    { libver: ['v108', 'v108'], userblock: 512, order: true },
    { libver: ['latest', 'latest'], userblock: 0, order: false },
  ]
  for (const { libver, userblock, order } of cases) {
    it(`${libver.join(' to ')}, a user block of ${userblock} bytes, order of links ${order ? '' : 'not '}kept`, () => {
      const filename = inFolder('h5py.h5')
      runPython(BY_H5PY, [filename, libver, userblock, order])
      assert.ok(compareFile(filename) > 0, 'nothing came with a listing above it')
    })
  }
})

describe('damage', () => {
  /** Lists everything, so far as it can be listed. */
  function listAll(group: NativeGroup, depth = 0): void {
    for (const child of group.list({ ...options, nested: true })) {
      if (child.kind !== 'group' || child.error || depth > 8) continue
      try {
        const below = group.openGroup(child.name)
        listAll(below, depth + 1)
        below.close()
      } catch (error) {
        assert.match((error as { code: string }).code, /^ERR_/)
      }
    }
  }

  function survives(filename: string): void {
    try {
      const file = native.open(filename, 'r', {})
      try {
        listAll(file.root())
      } finally {
        file.close()
      }
    } catch (error) {
      assert.match((error as { code: string }).code, /^ERR_/)
    }
  }

  it('of an attribute that claims more than it has is found before libhdf5 reads what lies behind', () => {
    const filename = inFolder('claims.h5')
    const given = Float64Array.of(1, 2, 3, 4, 5)
    {
      using file = File.open(filename, 'w')
      file.createGroup('/group').attributes.set('given', given)
      file.createArray('/array', [1, 2]).attributes.set('given', given)
    }
    const bytes = readFileSync(filename)
    const last = Buffer.from(Float64Array.of(5).buffer)
    const five = Buffer.from(BigUint64Array.of(5n).buffer)
    let changed = 0
    for (let at = bytes.indexOf(last); at >= 0; at = bytes.indexOf(last, at + 1)) {
      const length = bytes.lastIndexOf(five, at - 40)
      bytes.writeBigUInt64LE(6n, length)
      bytes.writeBigUInt64LE(6n, length - 8)
      changed++
    }
    assert.equal(changed, 2)
    writeFileSync(filename, bytes)
    const file = native.open(filename, 'r', {})
    const damaged = { code: 'ERR_CORRUPT', message: 'The attributes are damaged' }
    assert.deepEqual(
      file
        .root()
        .list(options)
        .map(({ name, kind, error }) => ({ name, kind, error })),
      [
        { name: 'array', kind: 'dataset', error: damaged },
        { name: 'group', kind: 'group', error: damaged },
      ],
    )
    const group = file.root().openGroup('group')
    assert.throws(() => group.attributes(), { code: 'ERR_CORRUPT' })
    file.close()
  })

  it('of known kinds gives an error at most', () => {
    for (const file of malformedFiles()) survives(file)
  })

  it('anywhere gives an error at most', () => {
    const filename = inFolder('whole.h5')
    runPython(BY_H5PY, [filename, ['v108', 'v108'], 0, false])
    const whole = readFileSync(filename)
    const damaged = inFolder('damaged.h5')
    const change = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        writeFileSync(damaged, bytes)
        survives(damaged)
      }),
      { numRuns: 60 },
    )
  })
})
