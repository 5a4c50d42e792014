import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { test } from 'node:test'
import { File, journalStatus, UnsafeError } from '../../lib/h5/index.js'
import { HDF5StorageService } from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'
import { leaveJournal } from './crashed.js'

const path = temporaryFolder()

function made(name: string): string {
  const filename = path(name)
  using file = File.open(filename, 'w')
  file.createArray('/a', [1])
  return filename
}

const contents = 'what somebody else has written, longer than the header of any journal would be'

/** What can stand in the place of a journal, how it is called, and how to see that it is as it was. */
const obstacles: readonly (readonly [string, (log: string) => () => unknown])[] = [
  [
    'a symbolic link',
    (log) => {
      writeFileSync(`${log}.target`, contents)
      symlinkSync(`${log}.target`, log)
      return () => [readlinkSync(log), readFileSync(`${log}.target`, 'utf8')]
    },
  ],
  [
    'a symbolic link',
    (log) => {
      symlinkSync(`${log}.nowhere`, log)
      return () => [readlinkSync(log), existsSync(`${log}.nowhere`)]
    },
  ],
  [
    'a pipe',
    (log) => {
      execFileSync('mkfifo', [log])
      return () => lstatSync(log).isFIFO()
    },
  ],
  [
    'a folder',
    (log) => {
      mkdirSync(log)
      return () => lstatSync(log).isDirectory()
    },
  ],
  [
    'a file that is no journal',
    (log) => {
      writeFileSync(log, contents)
      return () => readFileSync(log, 'utf8')
    },
  ],
]

for (const [index, [what, put]] of obstacles.entries()) {
  test(`${what} in the place of the journal is told and left alone (${index})`, () => {
    const filename = made(`obstacle-${index}.h5`)
    const log = `${filename}-wal`
    const look = put(log)
    const [before, main] = [look(), readFileSync(filename)]
    const expected = (error: Error) =>
      error instanceof UnsafeError && error.message.includes(`'${log}', the place of its journal, is ${what}`)
    for (const mode of ['r', 'r+', 'a', 'w'] as const) {
      for (const durability of ['process', 'none'] as const) {
        assert.throws(() => File.open(filename, mode, { durability }), expected, `${mode} ${durability}`)
      }
    }
    assert.throws(() => journalStatus(filename), expected)
    assert.throws(() => new HDF5StorageService({ filename, overwriteFile: true }), expected)
    assert.deepEqual([look(), readFileSync(filename)], [before, main])
  })
}

test('what lies in the place of changes that are larger than memory is neither used nor in the way', () => {
  const filename = made('spill.h5')
  const spill = `${filename}-wal-spill`
  writeFileSync(spill, contents)
  {
    using file = File.open(filename, 'r+')
    using array = file.createArray('/x', new Float64Array(11_000_000).fill(1))
    file.flush()
    array.writeSync(2)
    file.flush()
  }
  assert.equal(readFileSync(spill, 'utf8'), contents)
  assert.deepEqual(
    readdirSync(path('.')).filter((name) => name.startsWith('spill.h5-')),
    ['spill.h5-wal-spill'],
  )
})

test('the state of a journal of another version is told in words', () => {
  const filename = path('newer.h5')
  leaveJournal(filename)
  const log = readFileSync(`${filename}-wal`)
  // As the next version would: its number, and the checksum of the header.
  log.writeUInt32LE(2, 8)
  log.writeBigUInt64LE(headerChecksum(log), 40)
  writeFileSync(`${filename}-wal`, log)
  assert.throws(() => journalStatus(filename), { code: 'ERR_UNSUPPORTED', message: /written by another version/ })
})

const MASK = (1n << 64n) - 1n
const mix = (value: bigint): bigint => {
  let mixed = value ^ (value >> 32n)
  mixed = (mixed * 0x9fb21c651e98df25n) & MASK
  return mixed ^ (mixed >> 29n)
}
function headerChecksum(log: Buffer): bigint {
  const words = [0, 8, 16, 24, 32].map((at) => log.readBigUInt64LE(at))
  let hash = mix(log.readBigUInt64LE(0) ^ ((40n * 0x9fb21c651e98df25n) & MASK))
  for (const [index, word] of words.entries()) hash = (mix(hash ^ word) + BigInt(index * 8)) & MASK
  return mix(hash)
}

test('a link that leads to no file yet stays a link, and its target is made', () => {
  for (const mode of ['w', 'x', 'a'] as const) {
    const [link, middle, target] = [path(`link-${mode}.h5`), path(`middle-${mode}.h5`), path(`target-${mode}.h5`)]
    symlinkSync(middle, link)
    symlinkSync(`target-${mode}.h5`, middle)
    {
      using file = File.open(link, mode)
      file.createArray('/a', [1])
      file.flush()
      assert.ok(existsSync(`${target}-wal`))
    }
    assert.ok(lstatSync(link).isSymbolicLink())
    using file = File.open(target)
    assert.deepEqual(file.root.names(), ['a'])
  }
})

test('a name may be as long as leaves room for the journal, and is told when it is longer', () => {
  const longest = path('n'.repeat(251))
  File.open(longest, 'w').close()
  File.open(longest, 'a').close()
  const tooLong = path('n'.repeat(252))
  assert.throws(() => File.open(tooLong, 'w'), { code: 'ERR_IO', message: /leaves no room for that of its journal/ })
  assert.equal(existsSync(tooLong), false)
})
