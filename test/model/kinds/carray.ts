import { expectArrays, sameShapes, verifyArrays } from '../common/array-check.js'
import { arrayOperations } from '../common/array-ops.js'
import type { ArraysModel } from '../common/arrays.js'
import { createOperation } from '../common/create-array.js'
import { FileModel, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import { seededConfig, startingArrays, startsWithSeed } from '../common/seeded.js'
import type { Kind } from '../engine/kind.js'

/** Arrays of fixed shape in chunks. */
export const carray: Kind<ArraysModel, RealFile> = {
  name: 'carray',
  config: seededConfig('carray'),
  model: (config) => new FileModel(config, startingArrays('carray', config)),
  real: (config, folder) => new RealFile(config, folder, (filename) => startsWithSeed('carray', config, filename)),
  operations: [createOperation('carray'), ...arrayOperations(), ...fileOperations(verifyArrays)],
  check: sameShapes,
  finish: (model, real) => finishFile(model, real, verifyArrays),
  abandon: (real) => real.abandon(),
  expectation: expectArrays,
}
