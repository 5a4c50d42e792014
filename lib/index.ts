/** Simulations, their parameters and results, in files that pypet reads: `import { Environment } from 'trajstore'`. */

import { HDF5StorageService, type HDF5StorageServiceOptions } from './service/hdf5-storage-service.js'
import { setDefaultService } from './trajectory/default-service.js'

// --- running and keeping simulations --------------------------------------------------------------------------------

export {
  Environment,
  type EnvironmentOptions,
  type Expansion,
  type OnProgress,
  type Pipeline,
  type PipelineAnswer,
  type Postprocess,
  type Progress,
  type RunOptions,
  type RunResult,
  type Simulation,
  type SimulationModule,
  type SimulationSource,
  type WorkerOptions,
  type WrapMode,
} from './environment/index.js'
export {
  type CollectOptions,
  cartesianProduct,
  type DeleteItemOptions,
  type DeleteLinkOptions,
  type FromRunsOptions,
  findUniquePoints,
  type Item,
  type LoadItemOptions,
  type LoadOptions,
  loadTrajectory,
  type MergeFolderOptions,
  type MergeOptions,
  type MergeReport,
  mergeAllInFolder,
  mergeMany,
  type OpenStore,
  type Ranges,
  type RunColumn,
  RunColumns,
  type RunKey,
  type StoreItemOptions,
  type StoreOptions,
  Trajectory,
  type TrajectoryOptions,
} from './trajectory/index.js'

// --- nodes ----------------------------------------------------------------------------------------------------------

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
  type StandardClasses,
} from './leaf/index.js'
export {
  Annotations,
  ConfigGroup,
  DerivedParameterGroup,
  type FetchOptions,
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

// --- data that stay in the file -------------------------------------------------------------------------------------

export type { SharedDescription, SharedType } from './service/access/requests.js'
export {
  type BatchOptions,
  type CreateArrayOptions,
  type CreateCArrayOptions,
  type CreateEArrayOptions,
  type CreateFrameOptions,
  type CreateTableOptions,
  type CreateVLArrayOptions,
  type FrameRow,
  SharedArray,
  SharedCArray,
  SharedEArray,
  SharedFrame,
  SharedItem,
  SharedTable,
  SharedVLArray,
} from './shared/index.js'

// --- values ---------------------------------------------------------------------------------------------------------

export {
  type AnyIndex,
  type ArrowTable,
  bool,
  bool_,
  bytes,
  bytes_,
  type Cell,
  type Column,
  type Complex,
  complex,
  complex64,
  complex128,
  Dict,
  equalValues,
  Frame,
  float,
  float16,
  float32,
  float64,
  frame,
  frameFromArrow,
  frameToArrow,
  Index,
  int,
  int8,
  int16,
  int32,
  int64,
  isValue,
  list,
  MultiIndex,
  matrix,
  NDArray,
  Nested,
  NONE,
  None,
  ndarray,
  ObjectTable,
  objectTable,
  PickledObject,
  reprValue,
  Scalar,
  type ScalarType,
  type ScalarValue,
  Sequence,
  Series,
  SharedData,
  SparseMatrix,
  type SparseParts,
  sameType,
  scalar,
  series,
  sparse,
  str,
  str_,
  type TypedArray,
  takeRows,
  toPlain,
  toValue,
  tuple,
  uint8,
  uint16,
  uint32,
  uint64,
  type Value,
  valueTypeName,
} from './values/index.js'

// --- storage and errors ---------------------------------------------------------------------------------------------

export * from './errors.js'
export type { Durability } from './h5/native.js'
export { type Capabilities, capabilities, versions } from './h5/versions.js'
export { HDF5StorageService, type HDF5StorageServiceOptions } from './service/hdf5-storage-service.js'
export { LazyStorageService } from './service/lazy-storage-service.js'
export { ATTR_LIST, NAME_TABLE_MAPPING, PR_ATTR_NAME_MAPPING, TYPE_FLAG_MAPPING } from './service/mappings.js'
export type { RunInformation } from './service/nodes.js'
export { type Repacked, type RepackOptions, repack } from './service/repack.js'
export type { OnStorageStatus, StorageStatus } from './service/status.js'
export type { MessageOptions, StorageService } from './service/storage-service.js'

// --- many processes -------------------------------------------------------------------------------------------------

export {
  type ChannelEnd,
  type CurveClientKeys,
  type CurveServerKeys,
  FencedLock,
  ForkAwareLockerClient,
  type Lock,
  LockerClient,
  type LockerClientOptions,
  LockerServer,
  type LockerServerOptions,
  LockWrapper,
  type NetQueueOptions,
  NetQueueStorageServiceSender,
  NetQueueStorageServiceWriter,
  type NetQueueWriterOptions,
  PipeStorageServiceSender,
  PipeStorageServiceWriter,
  QueueStorageServiceSender,
  QueueStorageServiceWriter,
  ReferenceStore,
  type References,
  ReferenceWrapper,
  type RemoteQueueOptions,
  type RequestQueue,
  StorageQueue,
  type StorageQueueOptions,
  TimeOutLockerServer,
  type TokenLock,
} from './multi/index.js'

setDefaultService((options) => new HDF5StorageService(options as HDF5StorageServiceOptions))
