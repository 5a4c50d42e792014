import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { File, InvalidTypeError, UnsupportedError } from '../../lib/h5/index.js'
import { temporaryFolder } from '../support/temporary.js'

const path = temporaryFolder()

test('a transaction that throws leaves the file as it was, also what was flushed in it', async () => {
  using file = File.open(path('throws.h5'), 'w')
  file.createArray('/kept', [1])
  await assert.rejects(
    file.transaction(() => {
      file.createArray('/half', [2])
      file.flush()
      file.remove('/kept')
      throw new Error('no more')
    }),
    /no more/,
  )
  assert.deepEqual([file.has('/kept'), file.has('/half')], [true, false])
  await file.transaction(() => file.createArray('/whole', [3]))
  file.rollback()
  assert.ok(file.has('/whole'))
})

test('transactions cannot be nested, nor closed from within, and need a journal', async () => {
  using file = File.open(path('rules.h5'), 'w')
  await file.transaction(async () => {
    await assert.rejects(
      file.transaction(() => {}),
      InvalidTypeError,
    )
    assert.throws(() => file.close(), InvalidTypeError)
    file.createArray('/a', [1])
  })
  assert.ok(file.has('/a'))
  using plain = File.open(path('plain.h5'), 'w', { durability: 'none' })
  await assert.rejects(
    plain.transaction(() => {}),
    UnsupportedError,
  )
})

test('closing without what was not flushed leaves the last commit and no journal', () => {
  const filename = path('discard.h5')
  const file = File.open(filename, 'w')
  file.createArray('/kept', new Float64Array(100_000))
  file.flush()
  file.createArray('/dropped', new Float64Array(100_000))
  file.close({ discard: true })
  assert.equal(existsSync(`${filename}-wal`), false)
  using plain = File.open(filename, 'r', { durability: 'none' })
  assert.deepEqual([plain.has('/kept'), plain.has('/dropped')], [true, false])
})

/** Runs a program in a process, or in a worker thread of one, that ends in the middle of it. */
function endsEarly(filename: string, { worker, body }: { worker: boolean; body: string }): void {
  const library = new URL('../../lib/h5/index.ts', import.meta.url).href
  const program = `${filename}.mjs`
  writeFileSync(
    program,
    `import { isMainThread, Worker } from 'node:worker_threads'
     import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}
     if (${worker} && isMainThread) {
       new Worker(new URL(import.meta.url)).on('error', (error) => { throw error })
     } else {
       register()
       const { File } = await import(${JSON.stringify(library)})
       const file = File.open(${JSON.stringify(filename)}, 'w')
       file.createArray('/first', [1])
       ${body}
     }`,
  )
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}

for (const worker of [false, true]) {
  const where = worker ? 'a worker thread' : 'a process'

  test(`${where} that ends in the middle of a transaction leaves what was before it`, () => {
    const filename = path(`exit-in-${worker}.h5`)
    endsEarly(filename, {
      worker,
      body: `await file.transaction(() => { file.createArray('/half', [2]); file.flush(); process.exit() })`,
    })
    using file = File.open(filename)
    assert.deepEqual([file.has('/first'), file.has('/half')], [true, false])
    assert.equal(existsSync(`${filename}-wal`), false)
  })

  test(`${where} that ends outside of one commits what libhdf5 holds back`, () => {
    const filename = path(`exit-out-${worker}.h5`)
    endsEarly(filename, { worker, body: `file.createArray('/last', [2]); process.exit()` })
    using file = File.open(filename)
    assert.deepEqual([file.has('/first'), file.has('/last')], [true, true])
    assert.equal(existsSync(`${filename}-wal`), false)
  })
}
