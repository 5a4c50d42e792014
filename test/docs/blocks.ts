import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A fenced block of a page. */
export interface Block {
  readonly language: string
  readonly code: string
  /** Of its first line in the page, from 1. */
  readonly line: number
}

/** Every page that readers see, from the project's root. */
export const pages: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort()

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8')

export function blocksOf(page: string): Block[] {
  const text = textOf(page)
  return [...text.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    code: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length + 1,
  }))
}

const endings: Readonly<Record<string, string>> = { js: 'mjs', javascript: 'mjs', ts: 'mts', cjs: 'cjs' }

/** A name for a block as a program of its own; null for a language that is not run here. */
export function fileNameOf(page: string, { language, line }: Block): string | null {
  const ending = endings[language]
  return ending === undefined ? null : `${page.replace(/\W+/g, '-')}-line-${line}.${ending}`
}
