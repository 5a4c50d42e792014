import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { format, inspect } from 'node:util'
import { runPython } from '../support/python.js'
import { type Block, blocksOf, fileNameOf, pages, root } from './blocks.js'

// Below the project, so that 'trajstore' means this package.
mkdirSync(join(root, 'build'), { recursive: true })
const folder = mkdtempSync(join(root, 'build/docs-'))
after(() => {
  process.chdir(root)
  rmSync(folder, { recursive: true })
})

/** What lines that print say they print, in a comment at their end. */
const promises = (code: string): string[] =>
  [...code.matchAll(/^.*\b(?:console\.log|print)\(.*\) *(?:\/\/|#) (.*)$/gm)].map(([, text]) => text!.trim())

/** Runs a block in this process and gives what it printed. */
async function runModule(file: string, code: string): Promise<string[]> {
  writeFileSync(file, code)
  const printed: string[] = []
  const { log } = console
  console.log = (...args: unknown[]) => {
    printed.push(
      ...(args.length === 1 && typeof args[0] !== 'string'
        ? [inspect(args[0], { breakLength: Number.POSITIVE_INFINITY, compact: true })]
        : format(...args).split('\n')),
    )
  }
  try {
    await import(pathToFileURL(file).href)
  } finally {
    console.log = log
  }
  return printed
}

/** In a process of its own: this one has the package as modules already. */
function runScript(file: string, code: string): string[] {
  writeFileSync(file, code)
  return execFileSync(process.execPath, [file], { encoding: 'utf8' }).split('\n')
}

const inPython = (code: string): string[] =>
  runPython<string>(
    `import contextlib, io, json, sys
text = io.StringIO()
with contextlib.redirect_stdout(text):
    exec(compile(json.load(sys.stdin), 'block', 'exec'), {'__name__': '__main__'})
print(json.dumps(text.getvalue()))`,
    code,
  ).split('\n')

async function run(page: string, block: Block, cwd: string): Promise<string[] | null> {
  if (block.language === 'python') return inPython(block.code)
  const name = fileNameOf(page, block)
  if (name === null) return null
  return name.endsWith('.cjs') ? runScript(join(cwd, name), block.code) : runModule(join(cwd, name), block.code)
}

test('no block is left out by the name of its language', () => {
  const others = pages.flatMap((page) =>
    blocksOf(page)
      .filter((block) => !['python', 'sh', 'text', ''].includes(block.language) && fileNameOf(page, block) === null)
      .map(({ language, line }) => `${page}, line ${line}: ${language}`),
  )
  assert.deepEqual(others, [])
})

for (const page of pages) {
  const blocks = blocksOf(page).filter((block) => block.language === 'python' || fileNameOf(page, block) !== null)
  if (blocks.length === 0) continue
  test(`the code of ${page} runs and prints what it says`, async () => {
    const cwd = join(folder, page.replace(/\W+/g, '-'))
    // With what blocks name and no page shows.
    cpSync(join(root, 'test/docs/given'), cwd, { recursive: true })
    process.chdir(cwd)
    for (const block of blocks) {
      const printed = await run(page, block, cwd).catch((error: unknown) => {
        throw new Error(`The block at line ${block.line} of ${page} fails`, { cause: error })
      })
      if (printed === null) continue
      const missing = promises(block.code).filter((text) => !printed.includes(text))
      assert.deepEqual(missing, [], `line ${block.line} of ${page} printed:\n${printed.join('\n')}`)
    }
  })
}
