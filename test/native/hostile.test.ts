import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ArrayDataset, ExternalLink, File, SoftLink } from '../../lib/h5/index.js'
import { runPythonFile } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
runPythonFile(new URL('hostile.py', import.meta.url), inFolder(''))

const at = (file: File, path: string) => file.get(path) as ArrayDataset

describe('a chunk that is not what it says', () => {
  const damages = ['more', 'less', 'cut', 'garbage', 'tiny', 'huge']
  const expected: Record<string, string | undefined> = {
    ...Object.fromEntries(
      ['zlib', 'lzo', 'bzip2', 'blosc'].flatMap((library) => [
        [`${library}_good`, undefined],
        ...damages.map((damage) => [`${library}_${damage}`, 'ERR_CORRUPT']),
      ]),
    ),
    bomb: 'ERR_CORRUPT',
    raw_good: undefined,
    raw_short: 'ERR_CORRUPT',
    raw_long: 'ERR_CORRUPT',
    checksum_bad: 'ERR_CORRUPT',
    checksum_none: 'ERR_CORRUPT',
    shuffle_short: 'ERR_CORRUPT',
    twice: 'ERR_UNSUPPORTED',
    unknown: 'ERR_FILTER_UNAVAILABLE',
    nbit: 'ERR_FILTER_UNAVAILABLE',
    scaleoffset: 'ERR_FILTER_UNAVAILABLE',
    szip: 'ERR_FILTER_UNAVAILABLE',
    giant: 'ERR_LIMIT',
    giantContiguous: 'ERR_LIMIT',
    giantRagged: 'ERR_LIMIT',
  }

  it('is a typed error in every way of reading, and never data', async () => {
    using file = File.open(inFolder('chunks.h5'))
    for (const [name, code] of Object.entries(expected)) {
      using node = at(file, name)
      if (code === undefined) {
        assert.ok(Buffer.alloc(8000).equals(bytesOf(node.readSync().data)), name)
      } else {
        assert.throws(() => node.readSync(), { code }, name)
        await assert.rejects(node.read(), { code }, name)
      }
      const partly = ['giant', 'giantContiguous', 'giantRagged'].includes(name) ? undefined : code
      if (partly !== undefined) assert.throws(() => node.readSync({ start: 1, stop: 3 }), { code: partly }, name)
    }
  })

  it('lets the other elements of a dataset be read that claims too much', () => {
    using file = File.open(inFolder('chunks.h5'))
    assert.deepEqual(at(file, 'giant').readSync({ start: 2 ** 40, stop: 2 ** 40 + 2 }).data, Float64Array.of(0, 0))
  })

  it('does not fill memory', () => {
    const before = process.memoryUsage().rss
    using file = File.open(inFolder('chunks.h5'))
    for (const name of ['bomb', 'giant', 'giantContiguous', 'giantRagged'])
      assert.throws(() => at(file, name).readSync())
    assert.ok(process.memoryUsage().rss - before < 64 * 2 ** 20)
  })

  it('is found when it would be changed', () => {
    using file = File.open(inFolder('chunks.h5'), 'r+')
    for (const name of ['blosc_less', 'lzo_less', 'unknown', 'nbit']) {
      assert.throws(() => at(file, name).writeSync([1], { start: 0, stop: 1 }), /ERR|Cannot|filter/, name)
    }
  })
})

describe('a way out of the file', () => {
  const paths = ['storage', 'link', 'linkedGroup/y', 'soft', 'virtual']

  it('is refused unless it was asked for', () => {
    using file = File.open(inFolder('outside.h5'))
    for (const path of paths) assert.throws(() => at(file, path).readSync(), { code: 'ERR_UNSAFE' }, path)
    assert.deepEqual(
      at(file, 'inside').readSync().data,
      Float64Array.from({ length: 10 }, (_, index) => index),
    )
  })

  it('is followed with followExternal', () => {
    using file = File.open(inFolder('outside.h5'), 'r', { followExternal: true })
    for (const path of paths) assert.equal(at(file, path).readSync().get(1), 1, path)
  })

  it('is not written through', () => {
    const before = ['secret.bin', 'other.h5'].map((name) => readFileSync(inFolder(name)))
    using file = File.open(inFolder('outside.h5'), 'r+')
    for (const path of paths)
      assert.throws(() => at(file, path).writeSync(new Float64Array(10)), { code: 'ERR_UNSAFE' })
    for (const path of ['linkedGroup/new', 'linkedGroup/y/z']) {
      assert.throws(() => file.createGroup(path), { code: 'ERR_UNSAFE' })
    }
    assert.throws(() => file.copy('link', '/copy'), { code: 'ERR_UNSAFE' })
    file.close()
    assert.deepEqual(
      ['secret.bin', 'other.h5'].map((name) => readFileSync(inFolder(name))),
      before,
    )
  })

  it('is shown in walks and listings', () => {
    using file = File.open(inFolder('outside.h5'))
    const kinds = Array.from(file.walk(), (node) => `${node.kind} ${node.path}`)
    assert.deepEqual(kinds, [
      'Array /inside',
      'ExternalLink /link',
      'ExternalLink /linkedGroup',
      'SoftLink /soft',
      'Array /storage',
      'Array /virtual',
    ])
    assert.ok(file.root.link('link') instanceof ExternalLink)
    assert.ok(file.root.link('soft') instanceof SoftLink)
  })

  it('is no pipe', () => {
    spawnSync('mkfifo', [inFolder('pipe.h5')])
    for (const mode of ['r', 'r+', 'a', 'w'] as const) {
      assert.throws(() => File.open(inFolder('pipe.h5'), mode), { code: 'ERR_NOT_HDF5' }, mode)
    }
    assert.throws(() => File.isHdf5(inFolder('pipe.h5')), { code: 'ERR_NOT_HDF5' })
  })

  it('is no plugin that the environment names', () => {
    const program = `
      import { readFileSync } from 'node:fs'
      import { File } from ${JSON.stringify(new URL('../../lib/h5/index.ts', import.meta.url).href)}
      const file = File.open(process.argv[1])
      try { file.get('unknown').readSync() } catch (error) { console.log(error.code) }
      console.log(readFileSync('/proc/self/maps', 'latin1').includes('trajstore_lzo'))`
    const { stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', program, inFolder('chunks.h5')],
      {
        encoding: 'utf8',
        env: { ...process.env, HDF5_PLUGIN_PATH: fileURLToPath(new URL('../../build/Release', import.meta.url)) },
      },
    )
    assert.equal(stdout, 'ERR_FILTER_UNAVAILABLE\nfalse\n')
  })
})

describe('a tree without an end', () => {
  it('is walked once where groups contain each other', () => {
    using file = File.open(inFolder('cycle.h5'))
    const paths = Array.from(file.walk(), ({ path }) => path)
    assert.deepEqual(paths, ['/a', '/a/b', '/a/b/c', '/a/b/up', '/loop'])
    assert.throws(() => file.get('loop'), { code: 'ERR_NOT_FOUND' })
    assert.equal(file.has('loop'), false)
  })

  it('is an error where it is deeper than can be walked', () => {
    using file = File.open(inFolder('deep.h5'))
    assert.throws(() => Array.from(file.walk()), { code: 'ERR_LIMIT' })
  })
})

const bytesOf = (data: unknown): Buffer => {
  const view = data as Uint8Array
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength)
}
