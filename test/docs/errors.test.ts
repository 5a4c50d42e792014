import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as errors from '../../lib/errors.js'
import { textOf } from './blocks.js'

/** Code and class of every error, as the page's tables have them: `| \`ERR_X\` | \`XError\` | …`. */
const documented = new Map(
  [...textOf('docs/errors.md').matchAll(/^\| `(ERR_\w+)` \| `(\w+)` \| (.+?) \| (.+?) \|$/gm)].map(
    ([, code, name, when, what]) => [code!, { name: name!, when: when!, what: what! }],
  ),
)

const classes = Object.entries(errors)
  .filter(([name]) => name !== 'TrajstoreError')
  .map(([name, Class]) => [name, new (Class as new (message: string) => errors.TrajstoreError)('').code] as const)

test('docs/errors.md has every error, and no other', () => {
  assert.deepEqual(
    [...documented].map(([code, { name }]) => `${name} ${code}`).sort(),
    classes.map(([name, code]) => `${name} ${code}`).sort(),
  )
})

test('each says when it is thrown and what to do', () => {
  const short = [...documented].filter(([, { when, what }]) => when.length < 20 || what.length < 20)
  assert.deepEqual(short, [])
})
