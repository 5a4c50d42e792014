import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { type EArray, File, LockedError } from '../../lib/h5/index.js'
import { repack } from '../../lib/index.js'
import { python, runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'
import { leaveCrashed } from './crashed.js'

const path = temporaryFolder()

const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** A file of h5py's newest format; its writer goes on to SWMR, says so, and ends as `ending` tells. */
const program = `import sys, os, signal, h5py, numpy
file = h5py.File(sys.argv[1], 'w', libver='latest')
data = file.create_dataset('x', (0,), maxshape=(None,), chunks=(64,), dtype='f8')
if sys.argv[2] == 'swmr': file.swmr_mode = True
data.resize((10,))
data[:] = numpy.arange(10.0)
data.flush()
file.flush()
print('ready', flush=True)
if sys.argv[3] == 'dies': os.kill(os.getpid(), signal.SIGKILL)
if sys.stdin.read(1):
    data.resize((20,))
    data[10:] = numpy.arange(10.0, 20.0)
    data.flush()
    print('more', flush=True)
sys.stdin.read()
file.close()`

function leaveMarked(name: string, kind: 'swmr' | 'plain'): string {
  const filename = path(name)
  const { signal, stderr } = spawnSync(python, ['-c', program, filename, kind, 'dies'], { encoding: 'utf8' })
  assert.equal(signal, 'SIGKILL', stderr)
  return filename
}

const valuesIn = (filename: string, options: object = {}): number[] => {
  using file = File.open(filename, 'r', options)
  using array = file.get('/x') as EArray
  return Array.from(array.readSync().data as Float64Array)
}

const ten = Array.from({ length: 10 }, (_, index) => index)
const h5clear = (filename: string) => spawnSync('h5clear', ['-s', filename], { encoding: 'utf8' })

for (const [kind, who] of [
  ['swmr', 'an SWMR writer'],
  ['plain', 'a writer'],
] as const) {
  test(`a file that ${who} has left is refused for writing, stays to the byte, and is read`, async () => {
    const filename = leaveMarked(`dead-${kind}.h5`, kind)
    const before = readFileSync(filename)
    const refused = (error: Error) =>
      error instanceof LockedError &&
      error.message.includes(`${who} has marked it as open`) &&
      error.message.includes(`'h5clear -s ${filename}'`)
    for (const mode of ['r+', 'a'] as const) {
      for (const durability of ['process', 'commit', 'none'] as const) {
        assert.throws(() => File.open(filename, mode, { durability }), refused)
      }
    }
    await assert.rejects(repack(filename), refused)
    for (const durability of ['process', 'none'] as const) assert.deepEqual(valuesIn(filename, { durability }), ten)
    assert.deepEqual(readFileSync(filename), before)
    assert.equal(existsSync(`${filename}-wal`), false)
  })
}

test('a file that an SWMR writer has left is not replaced; that of another dead writer is', () => {
  const swmr = leaveMarked('replaced-swmr.h5', 'swmr')
  const before = readFileSync(swmr)
  for (const durability of ['process', 'none'] as const) {
    assert.throws(() => File.open(swmr, 'w', { durability }), LockedError)
  }
  assert.deepEqual(readFileSync(swmr), before)
  const plain = leaveMarked('replaced-plain.h5', 'plain')
  File.open(plain, 'w').close()
  using file = File.open(plain)
  assert.deepEqual(file.root.names(), [])
})

test('a living SWMR writer is read while it writes, and named by whoever wants to write', async () => {
  const filename = path('living.h5')
  const child = spawn(python, ['-c', program, filename, 'swmr', 'lives'], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout, 'data')
  assert.deepEqual(valuesIn(filename), ten)
  for (const mode of ['r+', 'a', 'w'] as const) {
    for (const durability of ['process', 'none'] as const) {
      assert.throws(() => File.open(filename, mode, { durability }), {
        code: 'ERR_LOCKED',
        message: new RegExp(`an SWMR writer has it, process ${child.pid}`),
      })
    }
  }
  {
    using reader = File.open(filename)
    child.stdin.write('m')
    await once(child.stdout, 'data')
    assert.ok(reader.isOpen)
  }
  assert.equal(valuesIn(filename).length, 20)
  child.stdin.end()
  await once(child, 'close')
  assert.equal(child.exitCode, 0)
  File.open(filename, 'r+').close()
  assert.equal(valuesIn(filename).length, 20)
})

for (const durability of ['process', 'none'] as const) {
  test(`a file whose mark was cleared keeps what lies behind the end of its superblock (${durability})`, () => {
    const filename = leaveMarked(`cleared-${durability}.h5`, 'swmr')
    const length = readFileSync(filename).length
    const { status, stderr } = h5clear(filename)
    assert.equal(status, 0, stderr)
    File.open(filename, 'r+', { durability }).close()
    assert.equal(readFileSync(filename).length, length)
    {
      using file = File.open(filename, 'r+', { durability })
      file.createArray('/more', [1, 2, 3])
    }
    assert.deepEqual(valuesIn(filename), ten)
    const seen = runPython<number[]>(
      `import sys, json, h5py
with h5py.File(json.load(sys.stdin), 'r') as file: print(json.dumps(file['x'][:].tolist() + file['more'][:].tolist()))`,
      filename,
    )
    assert.deepEqual(seen, [...ten, 1, 2, 3])
  })
}

test('bytes behind the end of a file, and a block before it, stay', () => {
  const filename = path('block.h5')
  runPython(
    `import sys, json, h5py, numpy
with h5py.File(json.load(sys.stdin), 'w', userblock_size=1024) as file: file['x'] = numpy.arange(10.0)
print('null')`,
    filename,
  )
  const plain = readFileSync(filename)
  writeFileSync(filename, Buffer.concat([plain, Buffer.from('behind')]))
  for (const durability of ['process', 'none'] as const) {
    File.open(filename, 'r+', { durability }).close()
    assert.equal(readFileSync(filename).subarray(plain.length).toString(), 'behind')
  }
  assert.deepEqual(valuesIn(filename), ten)
})

test('we leave no mark: a file of the newest format opens after a kill', () => {
  const filename = path('newest.h5')
  runPython(
    `import sys, json, h5py
with h5py.File(json.load(sys.stdin), 'w', libver='latest') as file: file['x'] = list(range(10))
print('null')`,
    filename,
  )
  leaveCrashed(
    filename,
    `const file = File.open(filename, 'r+'); file.createArray('/a', [1]); file.flush(); file.checkpoint(); file.createArray('/b', [1]); file.flush()`,
  )
  assert.equal(readFileSync(filename)[11], 0)
  using file = File.open(filename, 'r+')
  assert.deepEqual(file.root.names().sort(), ['a', 'b', 'x'])
})
