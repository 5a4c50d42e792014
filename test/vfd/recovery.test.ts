import assert from 'node:assert/strict'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { test } from 'node:test'
import { CorruptError, File } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'
import { leaveCrashed, leaveJournal } from './crashed.js'

const path = temporaryFolder()
const logOf = (filename: string): string => `${filename}-wal`

const namesIn = (filename: string, mode: 'r' | 'r+' = 'r'): string => {
  using file = File.open(filename, mode)
  return file.root.names().sort().join('')
}

/** Without the rights of root, for whom everything can be read. */
function asNobody<T>(action: () => T): T {
  if (process.geteuid?.() !== 0) return action()
  process.seteuid?.('nobody')
  try {
    return action()
  } finally {
    process.seteuid?.(0)
  }
}

/** A crashed pair, made once and copied. */
const crashed = path('crashed.h5')
leaveJournal(crashed)
const journal = readFileSync(logOf(crashed))

function copyOfCrashed(name: string, log: Buffer | null = journal): string {
  const filename = path(name)
  copyFileSync(crashed, filename)
  if (log !== null) writeFileSync(logOf(filename), log)
  return filename
}

test('a journal is seen by readers, who change nothing, and completed by writers', () => {
  const filename = copyOfCrashed('whole.h5')
  assert.equal(namesIn(filename), 'abc')
  assert.deepEqual(readFileSync(logOf(filename)), journal)
  assert.equal(namesIn(filename, 'r+'), 'abc')
  assert.equal(existsSync(logOf(filename)), false)
  using plain = File.open(filename, 'r', { durability: 'none' })
  assert.equal(plain.root.names().sort().join(''), 'abc')
})

test('a file without its journal is the one of the last checkpoint', () => {
  assert.equal(namesIn(copyOfCrashed('alone.h5', null)), 'a')
})

test('a journal counts up to its last whole commit, wherever it is cut', () => {
  const seen = new Set<string>()
  for (let cut = 0; cut < journal.length; cut += 97) {
    const names = namesIn(copyOfCrashed('cut.h5', journal.subarray(0, cut)))
    assert.match(names, /^a(b(c)?)?$/)
    seen.add(names)
  }
  assert.deepEqual([...seen], ['a', 'ab'])
})

test('a journal counts up to the first damaged byte, and not beyond its end', () => {
  for (let at = 48; at < journal.length; at += 131) {
    const damaged = Buffer.from(journal)
    damaged[at]! ^= 0x10
    assert.match(namesIn(copyOfCrashed('damaged.h5', damaged)), /^ab?c?$/)
  }
  const garbage = Buffer.concat([journal, Buffer.alloc(5000, 0x5a), journal.subarray(48)])
  assert.equal(namesIn(copyOfCrashed('garbage.h5', garbage), 'r+'), 'abc')
})

test('a journal with a damaged header stands for nothing', () => {
  for (let at = 0; at < 48; at += 5) {
    const damaged = Buffer.from(journal)
    damaged[at]! ^= 1
    assert.equal(namesIn(copyOfCrashed('header.h5', damaged), 'r+'), 'a')
  }
})

test('a file that another program changed before its journal was recovered is refused, and nothing is touched', () => {
  const filename = copyOfCrashed('changed.h5')
  runPython(
    `import sys, json, tables
with tables.open_file(json.load(sys.stdin), 'a') as file: file.create_array('/', 'theirs', [1, 2])
print('null')`,
    filename,
  )
  const changed = readFileSync(filename)
  for (const mode of ['r', 'r+', 'r+'] as const) {
    assert.throws(
      () => File.open(filename, mode),
      (error: Error) => {
        assert.ok(error instanceof CorruptError)
        assert.match(error.message, /another program.*remove the journal.*'trajstore recover'/)
        return true
      },
    )
  }
  assert.deepEqual([readFileSync(filename), readFileSync(logOf(filename))], [changed, journal])
  rmSync(logOf(filename))
  assert.equal(namesIn(filename, 'r+'), 'atheirs')
})

test('who may read the file and not its journal is told what brings both together', () => {
  const filename = copyOfCrashed('private.h5')
  chmodSync(path('.'), 0o755)
  chmodSync(logOf(filename), 0)
  const expected = {
    code: 'ERR_IO',
    message: /its journal '.*private\.h5-wal' holds cannot be read: Permission denied; 'trajstore recover'.*mode 'r\+'/,
  }
  assert.throws(() => asNobody(() => File.open(filename)), expected)
  chmodSync(logOf(filename), 0o644)
  assert.equal(
    asNobody(() => namesIn(filename)),
    'abc',
  )
})

test('a file that was replaced is refused as long as the old journal is beside it', () => {
  const filename = copyOfCrashed('replaced.h5')
  File.open(filename.replace('replaced', 'other'), 'w').close()
  renameSync(filename.replace('replaced', 'other'), filename)
  assert.throws(() => File.open(filename, 'r+'), CorruptError)
  // Replacing it by us takes the old journal away.
  File.open(filename, 'w').close()
  assert.equal(namesIn(filename), '')
})

test('what another program appends after a clean crash stays', () => {
  const filename = path('appended.h5')
  leaveCrashed(
    filename,
    `const file = File.open(filename, 'w')
     file.createArray('/a', [1])
     file.flush()
     file.checkpoint()`,
  )
  assert.ok(existsSync(logOf(filename)))
  runPython(
    `import sys, json, numpy, tables
with tables.open_file(json.load(sys.stdin), 'a') as file: file.create_array('/', 'b', numpy.arange(5000))
print('null')`,
    filename,
  )
  using file = File.open(filename, 'r+')
  const array = file.get('/b') as unknown as { readSync(): { data: ArrayLike<bigint> } }
  assert.equal(Number(array.readSync().data[4999]), 4999)
})

test('a link leads to the journal of the file that it names, and survives replacing', () => {
  const filename = copyOfCrashed('real.h5')
  const link = path('link.h5')
  symlinkSync(filename, link)
  assert.equal(namesIn(link, 'r+'), 'abc')
  File.open(link, 'w').close()
  assert.ok(lstatSync(link).isSymbolicLink())
  assert.equal(namesIn(filename), '')
})

test('an interrupted checkpoint is completed, also when it is interrupted again', () => {
  const filename = path('checkpoint.h5')
  leaveCrashed(
    filename,
    `const file = File.open(filename, 'w')
     for (let i = 0; i < 50; i++) file.createArray('/a' + i, new Float64Array(500).fill(i))
     file.flush()`,
  )
  const log = readFileSync(logOf(filename))
  const main = readFileSync(filename)
  {
    using file = File.open(filename, 'r+')
    assert.equal(file.root.names().length, 50)
  }
  const done = readFileSync(filename)
  // Every mixture of the old and the new file that a checkpoint can leave, with the mark that it had begun.
  const begun = Buffer.concat([log, checkpointRecord(log)])
  for (let from = 0; from < done.length; from += 8192) {
    const half = Buffer.alloc(Math.max(main.length, done.length))
    main.copy(half)
    done.copy(half, from, from)
    writeFileSync(filename, half)
    writeFileSync(logOf(filename), begun)
    using file = File.open(filename, 'r+')
    assert.equal(file.root.names().length, 50)
  }
  // Another file in that state is none of these.
  copyFileSync(crashed, filename)
  writeFileSync(logOf(filename), begun)
  assert.throws(() => File.open(filename, 'r+'), CorruptError)
})

const MASK = (1n << 64n) - 1n
const mix = (value: bigint): bigint => {
  let mixed = value ^ (value >> 32n)
  mixed = (mixed * 0x9fb21c651e98df25n) & MASK
  return mixed ^ (mixed >> 29n)
}
/** The log's checksum of whole words. */
function checksum(words: readonly bigint[], seed: bigint): bigint {
  let hash = mix(seed ^ ((BigInt(words.length * 8) * 0x9fb21c651e98df25n) & MASK))
  for (const [index, word] of words.entries()) hash = (mix(hash ^ word) + BigInt(index * 8)) & MASK
  return mix(hash)
}

/** What says, behind the last record of a log, that the main file may be half written. */
function checkpointRecord(log: Buffer): Buffer {
  const seed = log.readBigUInt64LE(log.length - 8)
  const record = Buffer.alloc(32)
  record.writeUInt32LE(4, 0)
  const words = [0, 8, 16].map((at) => record.readBigUInt64LE(at))
  record.writeBigUInt64LE(checksum([], checksum(words, seed)), 24)
  return record
}

test('a journal of another version is refused and stays', () => {
  const newer = Buffer.from(journal)
  newer.writeUInt32LE(2, 8)
  const words = [0, 8, 16, 24, 32].map((at) => newer.readBigUInt64LE(at))
  newer.writeBigUInt64LE(checksum(words, newer.readBigUInt64LE(0)), 40)
  const filename = copyOfCrashed('newer.h5', newer)
  for (const mode of ['r', 'r+'] as const) {
    assert.throws(() => File.open(filename, mode), { code: 'ERR_UNSUPPORTED', message: /'trajstore recover'.*'r\+'/ })
  }
  assert.deepEqual(readFileSync(logOf(filename)), newer)
})
