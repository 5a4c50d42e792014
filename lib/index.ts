import { HDF5StorageService, type HDF5StorageServiceOptions } from './service/hdf5-storage-service.js'
import { setDefaultService } from './trajectory/default-service.js'

export * from './environment/index.js'
export * from './errors.js'
export {
  ArrayParameter,
  Parameter,
  PickleParameter,
  PickleResult,
  Result,
  registerLeafClass,
  SharedResult,
  SparseParameter,
  SparseResult,
} from './leaf/index.js'
export { HDF5StorageService, type HDF5StorageServiceOptions } from './service/hdf5-storage-service.js'
export { LazyStorageService } from './service/lazy-storage-service.js'
export type { RunInformation } from './service/nodes.js'
export { type Repacked, repack } from './service/repack.js'
export type { MessageOptions, StorageService } from './service/storage-service.js'
export * from './trajectory/index.js'
export {
  Annotations,
  ConfigGroup,
  DerivedParameterGroup,
  GroupNode,
  LeafNode,
  type Natural,
  nodeOf,
  ParameterGroup,
  type Properties,
  ResultGroup,
  RootNode,
  TreeNode,
  type Wildcard,
} from './tree/index.js'
export * from './values/index.js'

setDefaultService((options) => new HDF5StorageService(options as HDF5StorageServiceOptions))
