import { expectArrays, sameShapes, verifyArrays } from '../common/array-check.js'
import { arrayOperations } from '../common/array-ops.js'
import type { ArraysModel } from '../common/arrays.js'
import { createOperation } from '../common/create-array.js'
import { FileModel, RealFile } from '../common/file-model.js'
import { fileOperations, finishFile } from '../common/file-ops.js'
import { seededConfig, startingArrays, startsWithSeed } from '../common/seeded.js'
import type { Kind } from '../engine/kind.js'

/** Contiguous arrays, scalars among them. */
export const array: Kind<ArraysModel, RealFile> = {
  name: 'array',
  config: seededConfig('array'),
  model: (config) => new FileModel(config, startingArrays('array', config)),
  real: (config, folder) => new RealFile(config, folder, (filename) => startsWithSeed('array', config, filename)),
  operations: [createOperation('array'), ...arrayOperations(), ...fileOperations(verifyArrays)],
  check: sameShapes,
  finish: (model, real) => finishFile(model, real, verifyArrays),
  abandon: (real) => real.abandon(),
  expectation: expectArrays,
}
