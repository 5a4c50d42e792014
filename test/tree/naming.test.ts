import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidTypeError, InvalidValueError, NotFoundError } from '../../lib/errors.js'
import {
  checkNodeName,
  expandAlias,
  parseRunName,
  runName,
  runSetName,
  splitName,
  Wildcards,
} from '../../lib/tree/index.js'

test('aliases and run names are spelled out', () => {
  const cases: Record<string, string> = {
    par: 'parameters',
    dpar: 'derived_parameters',
    conf: 'config',
    res: 'results',
    run_5: 'run_00000005',
    r_12: 'run_00000012',
    run_A: 'run_ALL',
    r_A: 'run_ALL',
    run_00000005: 'run_00000005',
    rts_1999: 'run_set_00001',
    runtoset_3: 'run_set_00000',
    rts_A: 'run_set_ALL',
    rate: 'rate',
    running: 'running',
    r_x: 'r_x',
  }
  for (const [short, long] of Object.entries(cases)) assert.equal(expandAlias(short), long)
})

test('run names and their indices belong together', () => {
  for (const index of [0, 7, 99_999_999, 123_456_789]) assert.equal(parseRunName(runName(index)), index)
  assert.equal(parseRunName(runName(-1)), -1)
  assert.equal(parseRunName('run_5'), null)
  assert.equal(parseRunName('run_set_00001'), null)
  assert.equal(runSetName(-1), 'run_set_ALL')
})

test('names are split at dots, run indices become run names', () => {
  assert.deepEqual(splitName('a.b'), ['a', 'b'])
  assert.deepEqual(splitName(3), ['run_00000003'])
  assert.deepEqual(splitName(['a.b', -1]), ['a', 'b', 'run_ALL'])
  assert.deepEqual(splitName(''), [])
})

test('only plain names are names of nodes', () => {
  for (const good of ['a', 'A-b_1', '9', '-x', 'x'.repeat(127)]) checkNodeName(good)
  for (const bad of ['', '_a', 'a b', 'a.b', 'ä', 'a/b', 'x'.repeat(128)]) {
    assert.throws(() => checkNodeName(bad), InvalidValueError, bad)
  }
  assert.throws(() => checkNodeName(3 as never), InvalidTypeError)
})

test('own wildcards replace the standard ones and are told back', () => {
  const wildcards = new Wildcards([{ names: ['$', 'crun'], translate: (i) => (i < 0 ? 'any' : `sim-${i}`) }])
  assert.equal(wildcards.translate('crun', 3), 'sim-3')
  assert.equal(wildcards.runName(-1), 'any')
  assert.equal(wildcards.runIndex('sim-3', 4), 3)
  assert.equal(wildcards.runIndex('sim-3', 3), 3)
  assert.equal(wildcards.runIndex('sim-9', 5), null)
  assert.equal(wildcards.runIndex('any', 5), -1)
  assert.equal(wildcards.translate('$set', 1000), 'run_set_00001')
})

test('wildcards that cannot be told apart are refused', () => {
  const twice = [
    { names: ['$x'], translate: String },
    { names: ['$x', '$y'], translate: String },
  ]
  assert.throws(() => new Wildcards(twice), InvalidValueError)
  const constant = new Wildcards([{ names: ['$', 'crun'], translate: () => 'same' }])
  assert.throws(() => constant.translate('$', 0), InvalidValueError)
  const repeated = new Wildcards([{ names: ['$', 'crun'], translate: (i) => (i < 0 ? 'any' : `s${i % 2}`) }])
  assert.throws(() => repeated.runIndex('s5', 3), InvalidValueError)
  assert.throws(() => repeated.translate('nope', 3), NotFoundError)
  assert.throws(() => new Wildcards([{ names: [], translate: String }]), InvalidTypeError)
})
