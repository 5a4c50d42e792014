import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { pages, root, textOf } from './blocks.js'

/** The anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!))

test('links between pages lead somewhere', () => {
  const broken = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
      if (/^https?:/.test(link!)) return []
      const [path = '', anchor] = link!.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(root, target))) return [`${page}: ${link}`]
      return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [`${page}: ${link}`]
    }),
  )
  assert.deepEqual(broken, [])
})

test('every page of docs can be reached from the README', () => {
  const linked = [...textOf('README.md').matchAll(/\]\((docs\/[^)#]+)/g)].map(([, link]) => link)
  assert.deepEqual(
    pages.filter((page) => page.startsWith('docs/') && !linked.includes(page)),
    [],
  )
})
