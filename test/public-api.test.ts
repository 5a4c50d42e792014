import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/**
 * The public names, values and types, of both entries. A difference is a change of the public interface: when it is
 * meant, change public-api.json and say so in the CHANGELOG.
 */
const expected = JSON.parse(readFileSync(new URL('./public-api.json', import.meta.url), 'utf8')) as Record<
  string,
  { values: string[]; types: string[] }
>

const path = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))
const entries = { trajstore: path('lib/index.ts'), 'trajstore/hdf5': path('lib/h5/index.ts') }

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path('tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  path('.'),
)
const program = ts.createProgram(Object.values(entries), options)
const checker = program.getTypeChecker()

async function publicNames(file: string): Promise<{ values: string[]; types: string[] }> {
  const values = Object.keys((await import(file)) as object).sort()
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!
  const names = checker.getExportsOfModule(module).map(({ name }) => name)
  return { values, types: names.filter((name) => !values.includes(name)).sort() }
}

for (const [entry, file] of Object.entries(entries)) {
  test(`the public names of '${entry}'`, async () => assert.deepEqual(await publicNames(file), expected[entry]))
}

test('every entry of package.json is covered', () => {
  const { name, exports } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { name: string; exports: object }
  const modules = Object.keys(exports).filter((key) => !key.endsWith('.json'))
  assert.deepEqual(
    modules.map((key) => key.replace('.', name)),
    Object.keys(expected),
  )
})
