// Where the examples write: examples/output/, which git ignores.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('output/', import.meta.url))

export function outputFile(name) {
  mkdirSync(folder, { recursive: true })
  return `${folder}${name}`
}
