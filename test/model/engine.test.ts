import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inTemporaryFolder } from '../crash/options.js'
import type { ArraysModel } from './common/arrays.js'
import type { Dice } from './engine/dice.js'
import { type AnyKind, type Json, Mismatch, operation, type Round, refuse, type Step } from './engine/kind.js'
import { askPeers } from './engine/peers.js'
import { generateRound, playRound } from './engine/play.js'
import { report } from './engine/report.js'
import { shrink } from './engine/shrink.js'
import { kindNamed } from './kinds/index.js'

/** A list of numbers; the library's side loses 7 when it comes after 3. */
const define = operation<number[], number[]>()
const wrong = {
  name: 'wrong',
  config: () => ({}),
  model: () => [],
  real: () => [],
  operations: [
    define({
      name: 'add',
      generate: (dice: Dice) => ({ number: dice.below(9) }),
      model: (list, { number }: { number: number }) => {
        if (number === 8) refuse('InvalidValueError')
        list.push(number)
      },
      real: (list, { number }) => {
        if (number === 7 && list.includes(3)) return
        if (number === 8) throw new (class InvalidValueError extends Error {})('eight')
        list.push(number)
      },
    }),
    define({ name: 'sum', generate: () => ({}), model: sum, real: sum }),
  ],
  finish: (model: number[], real: number[]) => {
    if (sum(model) !== sum(real)) throw new Mismatch(`sum ${sum(real)}; expected ${sum(model)}`)
  },
  abandon: () => {},
} as unknown as AnyKind

function sum(list: readonly number[]): number {
  return list.reduce((total, number) => total + number, 0)
}

const step = (name: string, args: { readonly [key: string]: Json } = {}): Step => [name, args]

test('a round is the same whenever it is generated', () => {
  const kind = kindNamed('table')
  assert.deepEqual(generateRound(kind, 5, 17), generateRound(kind, 5, 17))
  assert.notDeepEqual(generateRound(kind, 5, 17), generateRound(kind, 5, 18))
})

test('a library that is wrong is found, and the sequence is shortened to what matters', async () => {
  const steps = [1, 3, 5, 2, 7, 4].flatMap((number) => [step('add', { number }), step('sum')])
  const round: Round = { kind: 'wrong', config: {}, steps }
  const failure = await playRound(wrong, round, '')
  assert.equal(failure?.message, 'gave 11; expected 18')
  const shortest = await shrink(round, async (candidate) => (await playRound(wrong, candidate, '')) !== undefined)
  assert.deepEqual(shortest.steps, [step('add', { number: 3 }), step('add', { number: 7 })])
  assert.match(
    report({ kind: 'wrong', seed: 1, round: 2, message: 'no', shortest }),
    /add +number=3\n {2}add +number=7/,
  )
})

test('a refusal of another class than the library names is a failure', async () => {
  const failure = await playRound(wrong, { kind: 'wrong', config: {}, steps: [step('add', { number: 8 })] }, '')
  assert.match(failure?.message ?? '', /eight/)
})

test('a model that is made wrong on purpose is found', () =>
  inTemporaryFolder(async (folder) => {
    const kind = kindNamed('earray')
    const append = kind.operations.find(({ name }) => name === 'append')!
    const model = (file: unknown, args: Step[1]): void => {
      append.model(file, args)
      const { bytes } = (file as ArraysModel).state.get('/a')!
      bytes[0] = (bytes[0] as number) + 1
    }
    const operations = kind.operations.map((known) => (known === append ? { ...append, model } : known))
    mkdirSync(join(folder, 'round'))
    const round: Round = {
      kind: 'earray',
      config: { durability: 'process' },
      steps: [
        step('create', {
          path: '/a',
          dtype: '<i4',
          shape: [0],
          chunkshape: [3],
          filters: null,
          links: false,
          data: false,
          look: 'zeros',
          seed: 0,
        }),
        step('append', { path: '/a', way: 0, handle: 0, rows: 2, form: 'array', look: 'ramp', seed: 5 }),
      ],
    }
    assert.equal(await playRound(kind, round, join(folder, 'round')), undefined)
    const failure = await playRound({ ...kind, operations }, round, join(folder, 'round'))
    assert.match(failure?.message ?? '', /holds/)
  }))

test('Python says what is not as it should be', () =>
  inTemporaryFolder(async (folder) => {
    const kind = kindNamed('earray')
    const round = generateRound(kind, 1, 3)
    const told: { file: string; nodes: Record<string, Json> }[] = []
    await playRound(kind, round, folder, (model, real) => told.push(kind.expectation!(model, real)))
    assert.deepEqual(await askPeers(told), [])
    const { file } = told[0]!
    const [disagreement] = await askPeers([{ file, nodes: { '/nowhere': { kind: 'array', shape: [], hex: '' } } }])
    assert.match(disagreement?.message ?? '', /nowhere/)
  }))
