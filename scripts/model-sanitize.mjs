// Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer in a folder of its own and plays the rounds of
// `npm run model` with it; the options are the same.
//
//   node scripts/model-sanitize.mjs [--rounds 2000] [--seed 1] [--kind array,table]

import { runSanitized } from './sanitize.mjs'

runSanitized(['--import', 'tsx', 'test/model/model.ts', ...process.argv.slice(2)])
