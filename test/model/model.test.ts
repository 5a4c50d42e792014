import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { inTemporaryFolder } from '../crash/options.js'
import { judge } from './engine/judge.js'
import { type Finding, report } from './engine/report.js'
import { kinds } from './kinds/index.js'

/** Few, so that all tests stay short; `npm run model` plays more. */
const rounds = Number(process.env.MODEL_ROUNDS ?? 300)
const seed = Number(process.env.MODEL_SEED ?? 1)

for (const { name } of kinds) {
  test(`${rounds} random sequences of ${name}: library and model agree`, () =>
    inTemporaryFolder(async (folder) => {
      const findings: Finding[] = []
      await judge({
        kinds: [name],
        rounds,
        seed,
        first: 0,
        steps: undefined,
        folder: join(folder),
        processes: 1,
        sample: 20,
        onFinding: (finding) => findings.push(finding),
      })
      assert.equal(findings.map(report).join('\n\n'), '')
    }))
}
