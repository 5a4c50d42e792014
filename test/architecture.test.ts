import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders (or files) of lib, from the ground up: a file imports from its own one and from rows above it. */
const libLayers: readonly (readonly string[])[] = [
  ['errors', 'constants'],
  ['options'],
  ['values'],
  ['h5'],
  ['codec'],
  ['service'],
  ['tree'],
  ['shared'],
  ['leaf'],
  ['trajectory'],
  ['multi'],
  ['environment'],
  ['index'],
  ['cli'],
]

/** The same for native; lzo is a library of its own that shares nothing but the codec's header. */
const nativeLayers: readonly (readonly string[])[] = [['core'], ['filters', 'vfd'], ['lzo', 'hdf5'], ['binding']]

interface Import {
  readonly from: string
  readonly to: string
  /** Erased by the compiler. */
  readonly typeOnly: boolean
}

const filesBelow = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))
    .sort()

/** Relative imports and re-exports of a TypeScript file. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2022)
  return source.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement)
    if (!isImport && !ts.isExportDeclaration(statement)) return []
    const { moduleSpecifier } = statement
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return []
    if (!moduleSpecifier.text.startsWith('.')) return []
    const typeOnly = isImport
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : statement.isTypeOnly
    return [{ from: file, to: join(dirname(file), moduleSpecifier.text).replace(/\.js$/, '.ts'), typeOnly }]
  })
}

/** Includes of own headers, which are named from `native/` or from the file's folder. */
function includesOf(file: string, known: ReadonlySet<string>): Import[] {
  const names = [...readFileSync(join(root, file), 'utf8').matchAll(/^#include "([^"]+)"/gm)].map(([, name]) => name!)
  return names.map((name) => {
    const candidates = [join('native', name), normalize(join(dirname(file), name))]
    const to = candidates.find((candidate) => known.has(candidate))
    assert.ok(to, `${file} includes '${name}', which is not below native/`)
    return { from: file, to, typeOnly: false }
  })
}

const libFiles = filesBelow('lib', /\.ts$/)
const libImports = libFiles.flatMap(importsOf)
const nativeFiles = filesBelow('native', /\.[ch]pp$/)
const nativeImports = nativeFiles.flatMap((file) => includesOf(file, new Set(nativeFiles)))

/** 'lib/h5/file.ts' → 'h5', 'lib/errors.ts' → 'errors' */
const layerOf = (file: string): string => file.split('/')[1]!.replace(/\.\w+$/, '')

/** Sentences on imports that do not point downward. */
function upward(imports: readonly Import[], layers: readonly (readonly string[])[]): string[] {
  const rank = new Map(layers.flatMap((row, index) => row.map((name) => [name, index] as const)))
  return imports.flatMap(({ from, to }) => {
    const [own, other] = [layerOf(from), layerOf(to)]
    if (!rank.has(own)) return [`${from} is in the layer '${own}', which the table does not know`]
    return own === other || rank.get(other)! < rank.get(own)! ? [] : [`${from} imports ${to}`]
  })
}

/** One cycle among the imports; null if there is none. */
function findCycle(imports: readonly Import[]): string[] | null {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to])
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return null
    for (const to of targets.get(file) ?? []) {
      const cycle = visit(to, [...path, file])
      if (cycle !== null) return cycle
    }
    done.add(file)
    return null
  }
  for (const file of targets.keys()) {
    const cycle = visit(file, [])
    if (cycle !== null) return cycle
  }
  return null
}

test('lib imports downward only', () => {
  assert.ok(libImports.length > 100)
  assert.deepEqual(upward(libImports, libLayers), [])
})

test('lib has no import cycle at run time', () => {
  assert.equal(findCycle(libImports.filter(({ typeOnly }) => !typeOnly))?.join(' → '), undefined)
})

test('native includes downward only', () => {
  assert.ok(nativeImports.length > 50)
  assert.deepEqual(upward(nativeImports, nativeLayers), [])
  assert.equal(findCycle(nativeImports)?.join(' → '), undefined)
})

test('only the binding includes napi.h', () => {
  const withNapi = nativeFiles.filter((file) => /#include [<"]napi\.h/.test(readFileSync(join(root, file), 'utf8')))
  assert.ok(withNapi.length > 0)
  assert.deepEqual([...new Set(withNapi.map(layerOf))], ['binding'])
})

test('only lib/h5/load-addon.ts loads the addon', () => {
  const loaders = libFiles.filter((file) =>
    /node-gyp-build|createRequire|process\.dlopen/.test(readFileSync(join(root, file), 'utf8')),
  )
  assert.deepEqual(loaders, ['lib/h5/load-addon.ts'])
})

test('files are short', () => {
  const tooLong = [...libFiles, ...nativeFiles].filter(
    (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 351,
  )
  assert.deepEqual(tooLong, [])
})
