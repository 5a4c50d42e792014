import { existsSync } from 'node:fs'
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
