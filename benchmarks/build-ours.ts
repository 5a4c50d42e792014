import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

/**
 * Compiles the library and our side as the package has them, and gives the program: run from TypeScript, every function
 * would be given its name anew each time it is made, which is not to be measured.
 */
export function buildOurs(): string {
  execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.bench.json`], {
    stdio: 'inherit',
  })
  // The library looks for its version there.
  copyFileSync(`${root}package.json`, `${root}build/ours/package.json`)
  return `${root}build/ours/benchmarks/ours.js`
}
