import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commands } from '../../lib/cli/commands.js'

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')

test('docs/cli.md has a row for every command', () => {
  const documented = [...page.matchAll(/^\| `([a-z]+)[ `]/gm)].map(([, name]) => name)
  assert.deepEqual(
    documented,
    commands.map(({ name }) => name),
  )
})

test('docs/cli.md names every option', async () => {
  for (const { name, load } of commands) {
    const { options = {} } = (await load()).command
    for (const option of Object.keys(options).filter((one) => one !== 'all' && one !== 'node')) {
      assert.ok(page.includes(`--${option}`), `--${option} of ${name}`)
    }
  }
})
