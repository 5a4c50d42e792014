/** HDF5 for Node.js with PyTables' nouns and on-disk conventions: `import { File } from 'trajstore/hdf5'`. */
export * from '../errors.js'
export { bytesOfText, type NDArray, ndarray, textOfBytes } from '../values/index.js'
export { type ArrayDataset, CArray, EArray, HArray } from './array.js'
export type { AttributeForm } from './attribute-forms.js'
export { type AttributeInput, UnreadableAttribute } from './attribute-input.js'
export type { AttributeEntry, AttributeSet } from './attributes.js'
export type { ChildrenOptions, Order } from './children.js'
export type { Variables } from './condition/index.js'
export type {
  ArrayOptions,
  CArrayOptions,
  CreateOptions,
  EArrayOptions,
  TableDescription,
  TableOptions,
  VLArrayOptions,
} from './create.js'
export { Dataset } from './dataset.js'
export type { ArrayInput } from './elements.js'
export { File, type FileMode, type FileOptions } from './file.js'
export { compressors, type Filters } from './filters.js'
export { Group } from './group.js'
export { journalStatus } from './journal.js'
export { ExternalLink, type Link, SoftLink } from './links.js'
export type { ChildInfo, DatasetInfo, DType, Durability, JournalStatus, TypedValue } from './native.js'
export { Node, type NodeKind } from './node.js'
export type { RowsInput } from './pack-rows.js'
export type { AttributeValue } from './plan.js'
export type { Column, Columns } from './rows.js'
export type { ReadOptions, Slice } from './selection.js'
export { Table, type TableReadOptions, type WhereOptions } from './table.js'
export { setThreads, threads } from './threads.js'
export { UnImplemented } from './unimplemented.js'
export { type Capabilities, capabilities, openObjects, versions } from './versions.js'
export { VLArray } from './vlarray.js'
export type { WalkOptions } from './walk.js'
export type { RowCondition } from './where.js'
