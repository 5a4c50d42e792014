import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { examine } from '../../lib/h5/check/examine.js'
import { bytesOfText, File, Group, type Table, textOfBytes } from '../../lib/h5/index.js'
import { fc } from '../support/property.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** Names, texts and attributes in Latin-1, as old programs write them. */
const program = `
import h5py, json, sys, numpy as np
from h5py import h5t, h5a, h5s, h5d, h5g
L = 'Größe 20 °C'.encode('latin-1')
scalar, int32 = h5s.create(h5s.SCALAR), h5t.STD_I32LE
with h5py.File(json.load(sys.stdin), 'w') as f:
    f['fixed'] = np.array([L, b'plain'])
    for name, kind in (('ascii', 'ascii'), ('utf8', 'utf-8')):
        f.create_dataset('vlen_' + name, data=np.array([L, b'plain'], dtype=object), dtype=h5py.string_dtype(kind))
        f['fixed'].attrs.create('vlen_' + name, L, dtype=h5py.string_dtype(kind))
    text = h5t.C_S1.copy(); text.set_size(len(L)); text.set_cset(h5t.CSET_UTF8)
    h5a.create(f['fixed'].id, b'fixed_utf8', text, scalar).write(np.array(L), mtype=text)
    h5d.create(f.id, b'fixed_utf8', text, h5s.create_simple((1,))).write(h5s.ALL, h5s.ALL, np.array([L]), mtype=text)
    h5a.create(f['fixed'].id, b'st\\xfcck', int32, scalar).write(np.array(5, 'i4'))
    g = h5g.create(f.id, b'gr\\xfcn')
    h5d.create(g, b'\\xf6', int32, h5s.create_simple((2,))).write(h5s.ALL, h5s.ALL, np.array([1, 2], 'i4'))
    f.id.links.create_soft(b'l\\xfcnk', b'/gr\\xfcn/\\xf6')
    f['table'] = np.array([(L, 1)], dtype=[('name', 'S12'), ('n', 'i4')])
json.dump(None, sys.stdout)
`
const latin1 = (text: string): string => textOfBytes(bytesOfText(text), 'latin1')
const escaped = 'Gr\udcf6\udcdfe 20 \udcb0C'

function foreign(name: string): string {
  const filename = inFolder(name)
  runPython(program, filename)
  return filename
}

describe('names that are no UTF-8', () => {
  it('are listed, found, walked and read', () => {
    using file = File.open(foreign('read.h5'))
    const names = ['fixed', 'fixed_utf8', 'gr\udcfcn', 'l\udcfcnk', 'table', 'vlen_ascii', 'vlen_utf8']
    assert.deepEqual(file.root.names(), names)
    assert.equal(latin1(names[2]!), 'grün')
    assert.ok(names.every((name) => file.has(name) && file.get(name).path === (name === 'x' ? '' : `/${name}`)))
    const walked = Array.from(file.walk(), ({ path }) => path)
    assert.ok(walked.includes('/gr\udcfcn/\udcf6'))
    assert.equal(walked.length, 8)
    assert.deepEqual(Array.from(file.get('/gr\udcfcn').native.isOpen ? [file.get('/l\udcfcnk').path] : []), [
      '/l\udcfcnk',
    ])
    assert.equal(file.root.link('l\udcfcnk')?.target, '/gr\udcfcn/\udcf6')
    const { attributes } = file.get('/fixed')
    assert.ok(attributes.keys().includes('st\udcfcck'))
    assert.ok(attributes.has('st\udcfcck') && !attributes.has('st\ufffdck') && !file.has('gr\ufffdn'))
    assert.deepEqual((attributes.typed('st\udcfcck') as { data: Uint8Array }).data, Uint8Array.of(5, 0, 0, 0))
  })

  it('are moved, copied, linked to and removed, and stay the bytes that they are', () => {
    const filename = foreign('change.h5')
    {
      using file = File.open(filename, 'r+')
      file.copy('/gr\udcfcn', '/k\udcf6pie')
      file.move('/gr\udcfcn/\udcf6', '/gr\udcfcn/\udce4')
      file.remove('/l\udcfcnk')
      file.createSoftLink('/n\udce4u', '/gr\udcfcn')
      file.get('/fixed').attributes.set('w\udce4hrung', 'Pf\udcfcnd')
      file.get('/fixed').attributes.delete('st\udcfcck')
    }
    const bytes = runPython<string[]>(
      `
import h5py, json, sys
with h5py.File(json.load(sys.stdin)) as f:
    names = [n for g in (f.id, h5py.h5g.open(f.id, b'gr\\xfcn'), h5py.h5g.open(f.id, b'k\\xf6pie')) for n in g]
    names += [h5py.h5a.open(f['fixed'].id, index=i).name for i in range(len(f['fixed'].attrs))]
    json.dump([n.decode('latin-1') for n in names], sys.stdout)`,
      filename,
    )
    for (const name of ['grün', 'ä', 'köpie', 'ö', 'näu', 'währung']) assert.ok(bytes.includes(name), name)
    for (const name of ['lünk', 'stück']) assert.ok(!bytes.includes(name), name)
    using file = File.open(filename)
    assert.equal(file.get('/fixed').attributes.get('w\udce4hrung'), 'Pf\udcfcnd')
    assert.ok(file.get('/n\udce4u') instanceof Group)
  })

  it('are in errors as they are, and no damage', async () => {
    using file = File.open(foreign('errors.h5'))
    assert.throws(() => file.get('/gr\udcfcn/\udcfc'), { code: 'ERR_NOT_FOUND', message: /gr\udcfcn/ })
    assert.deepEqual((await examine(file)).problems, [])
  })
})

describe('texts that are no UTF-8', () => {
  it('keep their bytes wherever they lie', () => {
    using file = File.open(foreign('texts.h5'))
    for (const name of ['vlen_ascii', 'vlen_utf8']) assert.deepEqual(valuesOf(file, name), [escaped, 'plain'])
    assert.deepEqual(valuesOf(file, 'fixed_utf8'), [escaped])
    assert.deepEqual((file.get('/table') as Table).column('name'), [escaped])
    const { attributes } = file.get('/fixed')
    assert.equal(attributes.get('vlen_utf8'), escaped)
    assert.equal(attributes.get('fixed_utf8'), escaped)
    assert.deepEqual((attributes.get('vlen_ascii') as { data: unknown }).data, [escaped])
    assert.equal(latin1(escaped), 'Größe 20 °C')
  })

  it('are written as the bytes that they were', () => {
    using file = File.open(inFolder('write.h5'), 'w')
    const table = file.createTable('/table', { columns: { name: '|S12', other: '|T12' } })
    table.append({ name: [escaped, 'ä'], other: ['ä', escaped] })
    assert.deepEqual(table.column('name'), [escaped, 'ä'])
    table.append(table.readSync())
    assert.deepEqual(table.column('other'), ['ä', escaped, 'ä', escaped])
    file.createArray('/texts', ['a', escaped])
    assert.deepEqual(valuesOf(file, 'texts'), ['a', escaped])
  })

  it('are refused where they have half of a surrogate pair that is no byte', () => {
    using file = File.open(inFolder('halves.h5'), 'w')
    const table = file.createTable('/table', { columns: { name: '|T12' } })
    for (const half of ['\ud800', 'a\udc00b', '\udbff\ud800', '\udc7f', '\udd00']) {
      const refused = { code: 'ERR_INVALID_VALUE', message: /half of a surrogate pair/ }
      assert.throws(() => file.root.attributes.set('text', half), refused)
      assert.throws(() => file.root.attributes.set(half, 1), refused)
      assert.throws(() => file.root.attributes.set('list', [half]), refused)
      assert.throws(() => file.createGroup(`/${half}`), refused)
      assert.throws(() => file.createArray('/array', [half]), refused)
      assert.throws(() => table.append({ name: [half] }), refused)
    }
    assert.equal(table.nrows, 0)
    assert.deepEqual(file.root.names(), ['table'])
  })

  it('of any bytes come back as these', () => {
    using file = File.open(inFolder('any.h5'), 'w')
    const part = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const wellFormed = parts.map((item) => (typeof item === 'string' ? Buffer.from(item) : item))
        const bytes = Buffer.concat(wellFormed).filter((byte) => byte !== 0)
        const text = textOfBytes(bytes)
        assert.deepEqual(bytesOfText(text), Buffer.from(bytes))
        if (bytes.length === 0) return
        file.root.attributes.set('text', text)
        assert.equal(file.root.attributes.get('text'), text)
        file.root.attributes.set(text, 1).delete(text)
      }),
      { numRuns: 500 },
    )
  })

  it('keep a replacement character and a byte order mark that are theirs', () => {
    using file = File.open(inFolder('marks.h5'), 'w')
    for (const text of ['\ufffd', '\ufeffa', 'a\ufffd\udcff', '😀\udc80']) {
      assert.equal(file.root.attributes.set('text', text).get('text'), text)
      assert.equal(textOfBytes(bytesOfText(text)), text)
    }
    assert.throws(() => textOfBytes(Uint8Array.of(65), 'no-such'), { code: 'ERR_INVALID_VALUE' })
  })
})

const valuesOf = (file: File, name: string): unknown =>
  (file.get(`/${name}`) as unknown as { readSync(): { toArray(): unknown } }).readSync().toArray()
