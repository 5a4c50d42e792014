import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { blocksOf, fileNameOf, pages, root } from './blocks.js'

/** The blocks as files that exist in memory only, in the project's root. */
const programs = new Map<string, string>(
  pages.flatMap((page) =>
    blocksOf(page).flatMap((block): [string, string][] => {
      const name = fileNameOf(page, block)
      return name?.endsWith('.mts') ? [[join(root, name), block.code]] : []
    }),
  ),
)

test('TypeScript of the pages has no type errors', () => {
  const read = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root)
  const paths = { trajstore: ['./lib/index.ts'], 'trajstore/hdf5': ['./lib/h5/index.ts'] }
  const all: ts.CompilerOptions = {
    ...options,
    paths,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  }
  const host = ts.createCompilerHost(all)
  const { readFile, fileExists, getSourceFile } = host
  host.readFile = (file) => programs.get(file) ?? readFile(file)
  host.fileExists = (file) => programs.has(file) || fileExists(file)
  host.getSourceFile = (file, language, ...rest) => {
    const code = programs.get(file)
    return code === undefined ? getSourceFile(file, language, ...rest) : ts.createSourceFile(file, code, language)
  }
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([...programs.keys()], all, host))
  const sentences = diagnostics.map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0
    return `${file?.fileName.slice(root.length)}+${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
  assert.deepEqual(sentences, [])
})
