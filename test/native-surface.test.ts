import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { native } from '../lib/h5/native.js'
import { temporaryFolder } from './support/temporary.js'

const source = ts.createSourceFile(
  'native.ts',
  readFileSync(fileURLToPath(new URL('../lib/h5/native.ts', import.meta.url)), 'utf8'),
  ts.ScriptTarget.ES2022,
  true,
)
const interfaces = new Map(
  source.statements.filter(ts.isInterfaceDeclaration).map((node) => [node.name.text, node] as const),
)

/** Names that an interface declares, with those it extends. */
function declared(name: string): string[] {
  const node = interfaces.get(name)!
  const own = node.members.map((member) => member.name!.getText())
  const above = (node.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression.getText()))
  return [...own, ...above.flatMap(declared)].sort()
}

/** Names that an object of C++ has, with those of its classes. */
function exported(object: object): string[] {
  const names = new Set<string>()
  for (let at = object; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  }
  names.delete('constructor')
  return [...names].sort()
}

// Before the folder's own hook, which looks for what was left open.
after(() => file.close())
const file = native.create(temporaryFolder()('surface.h5'), false, {})
const dataset = file.root().createDataset('data', { dtype: '<f8', shape: [1] }, [])

const surfaces: Readonly<Record<string, object>> = {
  Addon: native,
  NativeFile: file,
  NativeGroup: file.root(),
  NativeDataset: dataset,
}

for (const [name, object] of Object.entries(surfaces)) {
  test(`${name} declares what C++ exports, and nothing else`, () => assert.deepEqual(exported(object), declared(name)))
}
