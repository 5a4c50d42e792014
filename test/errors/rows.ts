import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { TrajstoreError } from '../../lib/index.js'
import { temporaryFolder } from '../support/temporary.js'
import { newWorld, stateOf, type World } from './world.js'

/** A call that cannot be: which statement about behaviour says so, and by which code and sentence it is refused. */
export type Row = readonly [
  statement: string,
  call: (world: World) => unknown,
  code: string,
  /** `FILE` stands for the name of the world's file. */
  sentence: string,
  /** What happens before, and is no part of what must stay. */
  given?: (world: World) => unknown,
]

/** Makes each call in a world of its own: code and sentence are those of the row, memory and file are as before. */
export function testRows(title: string, rows: readonly Row[]): void {
  const inFolder = temporaryFolder()
  suite(title, () => {
    for (const [i, [statement, call, code, sentence, given]] of rows.entries()) {
      test(`${statement} ${sentence}`, async () => {
        const world = await newWorld(inFolder(`${i}.hdf5`))
        await given?.(world)
        const before = stateOf(world)
        await assert.rejects(
          async () => call(world),
          (error: Error) => {
            assert.ok(error instanceof TrajstoreError, String(error))
            const message = error.message.replaceAll(world.filename, 'FILE')
            assert.deepEqual([error.code, message], [code, sentence])
            return true
          },
        )
        assert.deepEqual(stateOf(world), before)
      })
    }
  })
}
