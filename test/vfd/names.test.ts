import assert from 'node:assert/strict'
import { readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { File, LockedError } from '../../lib/h5/index.js'
import { temporaryFolder } from '../support/temporary.js'
import { leaveCrashed, runWriter } from './crashed.js'

const path = temporaryFolder()

const namesIn = (filename: string): string => {
  using file = File.open(filename)
  return file.root.names().sort().join('')
}

const gone = { code: 'ERR_IO', message: /is not there any more by its name.*discard/ }

for (const durability of ['process', 'commit', 'none'] as const) {
  test(`a file that is removed while it is open: writing and closing fail (${durability})`, () => {
    const filename = path(`removed-${durability}.h5`)
    const file = File.open(filename, 'w', { durability })
    file.createArray('/a', [1])
    file.flush()
    rmSync(filename)
    assert.throws(() => file.close(), gone)
    file.createArray('/b', [1])
    assert.throws(() => file.flush(), gone)
    assert.throws(() => file.close(), gone)
    file.close({ discard: true })
    assert.equal(file.isOpen, false)
    assert.ok(!readdirSync(path('.')).includes(`removed-${durability}.h5`))
  })

  test(`a file that is replaced while it is open: the other one stays as it is (${durability})`, () => {
    const [filename, other] = [path(`replaced-${durability}.h5`), path(`other-${durability}.h5`)]
    {
      using made = File.open(other, 'w')
      made.createArray('/theirs', [1])
    }
    const file = File.open(filename, 'w', { durability })
    file.createArray('/a', [1])
    file.flush()
    renameSync(other, filename)
    file.createArray('/b', [1])
    assert.throws(() => file.flush(), gone)
    file.close({ discard: true })
    if (durability !== 'none') rmSync(`${filename}-wal`)
    assert.equal(namesIn(filename), 'theirs')
  })
}

test('a file that is put back goes on', () => {
  const [filename, elsewhere] = [path('moved.h5'), path('elsewhere.h5')]
  const file = File.open(filename, 'w')
  file.createArray('/a', [1])
  renameSync(filename, elsewhere)
  assert.throws(() => file.flush(), gone)
  renameSync(elsewhere, filename)
  file.close()
  assert.equal(namesIn(filename), 'a')
})

test('a second writer is kept out also when somebody has removed the journal', () => {
  const filename = path('two.h5')
  const file = File.open(filename, 'w')
  file.createArray('/a', [1])
  file.flush()
  rmSync(`${filename}-wal`)
  const seen = runWriter(
    filename,
    `for (const mode of ['r+', 'a', 'w']) {
       for (const durability of ['process', 'none']) {
         try { File.open(filename, mode, { durability }) } catch (error) { console.log(error.code, error.message) }
       }
     }`,
  )
  assert.match(seen, new RegExp(`^(ERR_LOCKED .*process ${process.pid} has it\n){6}$`))
  file.createArray('/b', [1])
  file.close()
  assert.equal(namesIn(filename), 'ab')
})

test('a journal that is removed under its writer is written anew, with all that was committed', () => {
  const filename = path('anew.h5')
  leaveCrashed(
    filename,
    `const { rmSync } = await import('node:fs')
     const file = File.open(filename, 'w')
     file.createArray('/a', new Float64Array(5000).fill(1))
     file.flush()
     file.checkpoint()
     for (const name of ['b', 'c']) {
       file.createArray('/' + name, new Float64Array(5000).fill(2))
       file.flush()
     }
     rmSync(filename + '-wal')
     file.createArray('/d', new Float64Array(5000).fill(3))
     file.flush()
     file.createArray('/e', [1])`,
  )
  assert.equal(namesIn(filename), 'abcd')
  using file = File.open(filename, 'r+')
  assert.equal(file.root.names().sort().join(''), 'abcd')
})

test('a journal that is removed is no loss for a checkpoint', () => {
  const filename = path('checkpoint.h5')
  const file = File.open(filename, 'w')
  file.createArray('/a', [1])
  file.flush()
  rmSync(`${filename}-wal`)
  assert.equal(file.checkpoint(), true)
  file.close()
  using plain = File.open(filename, 'r', { durability: 'none' })
  assert.deepEqual(plain.root.names(), ['a'])
})

test('something else in the place of a journal that was removed is told, and what was written waits', () => {
  const filename = path('taken.h5')
  const file = File.open(filename, 'w')
  file.createArray('/a', [1])
  file.flush()
  rmSync(`${filename}-wal`)
  writeFileSync(`${filename}-wal`, 'theirs')
  file.createArray('/b', [1])
  assert.throws(() => file.flush(), { code: 'ERR_IO', message: /something else stands in its place/ })
  rmSync(`${filename}-wal`)
  file.close()
  assert.equal(namesIn(filename), 'ab')
})

test('a file is one file by all its names, also for its writer', () => {
  const [filename, link] = [path('one.h5'), path('one-link.h5')]
  using file = File.open(filename, 'w')
  symlinkSync(filename, link)
  assert.throws(() => File.open(link, 'r+'), LockedError)
  assert.throws(() => File.open(link, 'w'), LockedError)
  assert.ok(file.isOpen)
})
