import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codecs } from '../../lib/codec/index.js'
import { pages, root, textOf } from './blocks.js'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const below = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith(ending))

test('every file that the pages name exists', () => {
  const folders = ['lib', 'native', 'test', 'docs', 'benchmarks', 'examples', 'scripts'].join('|')
  const pattern = new RegExp(`\\b(?:${folders})/[\\w./-]*[\\w/]`, 'g')
  const missing = pages.flatMap((page) =>
    [...textOf(page).matchAll(pattern)]
      .map(([path]) => path)
      .filter((path) => !existsSync(join(root, path)) && !/output|results/.test(path))
      .map((path) => `${page}: ${path}`),
  )
  assert.deepEqual(missing, [])
})

test('every file of a codec is in the list of codecs', () => {
  const list = read('lib/codec/index.ts')
  const defining = below('lib/codec', '.ts').filter((name) => /= defineCodec\(/.test(read(`lib/codec/${name}`)))
  const names = defining.map((name) => name.replace('.ts', '.js')).filter((name) => name !== 'codec.js')
  assert.deepEqual(
    names.filter((name) => !list.includes(`'./${name}'`)),
    [],
  )
})

test('every compressor is in the registry', () => {
  const registry = read('native/filters/registry.cpp')
  const names = below('native/filters', '.cpp').flatMap((file) =>
    [...read(`native/filters/${file}`).matchAll(/^const Compressor (\w+)/gm)].map(([, name]) => name!),
  )
  assert.ok(names.length >= 4)
  assert.deepEqual(
    names.filter((name) => !registry.includes(`&${name}`)),
    [],
  )
})

test('every operation of a peer is one of ours', () => {
  const ours = read('benchmarks/types/index.ts')
  const theirs = below('benchmarks/peers', '.py').flatMap((file) =>
    [...read(`benchmarks/peers/${file}`).matchAll(/"(\w+)": (?:\w+_\w+|loading\(\d\))[,}]/g)].map(([, name]) => name!),
  )
  assert.ok(theirs.length > 15)
  assert.deepEqual(
    theirs.filter((name) => !new RegExp(`\\b${name}\\b`).test(ours)),
    [],
  )
})

test('the pages name every storage flag', () => {
  const format = textOf('docs/file-format.md')
  const flags = codecs.map(({ flag }) => flag)
  assert.deepEqual(
    flags.filter((flag) => !format.includes(`\`${flag}\``)),
    [],
  )
})
