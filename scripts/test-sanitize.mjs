// Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer in a folder of its own and runs the tests with it: all of
// them, or the files and folders named as arguments.
//
//   node scripts/test-sanitize.mjs [path …]

import { runSanitized } from './sanitize.mjs'

runSanitized(['scripts/test.mjs', ...process.argv.slice(2)])
