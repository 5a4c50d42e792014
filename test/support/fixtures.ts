import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of files that real pypet wrote; a sentence if it is not there, for such tests are never skipped. */
export function pypetFixtures(): string {
  const folder =
    process.env.TRAJSTORE_FIXTURES ?? fileURLToPath(new URL('../../../shared/fixtures/pypet', import.meta.url))
  if (!existsSync(folder))
    throw new Error(`expected the fixtures of pypet in ${folder} (set TRAJSTORE_FIXTURES), got nothing`)
  return folder
}

/** The folder of damaged files, beside the one of pypet's. */
export function malformedFixtures(): string {
  const folder = join(pypetFixtures(), '..', 'malformed')
  if (!existsSync(folder)) throw new Error(`expected the damaged files in ${folder}, got nothing`)
  return folder
}

/**
 * libhdf5 1.10 copies attributes of these files from beyond their messages. What lies there decides what happens; under
 * AddressSanitizer it is nothing, and the report is about libhdf5. All others are read under it too.
 */
const beyondOurs = ['01_00167_flip1.h5', '02_00035_val.h5', '02_00139_val.h5']
const isSanitized = process.env.ASAN_OPTIONS !== undefined

/** The damaged files that can be read here, as paths. */
export function malformedFiles(): string[] {
  const folder = malformedFixtures()
  return readdirSync(folder)
    .filter((name) => name.endsWith('.h5') && !(isSanitized && beyondOurs.includes(name)))
    .map((name) => join(folder, name))
}
