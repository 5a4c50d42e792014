/** What every error of trajstore carries beside its sentence. */
export interface ErrorDetails {
  /** The HDF5 path or the dotted full name the error is about. */
  path?: string
  filename?: string
  /** libhdf5's own error stack, innermost first. */
  frames?: readonly string[]
  cause?: unknown
}

/** The root of all errors thrown by trajstore: one sentence, a stable `code`, and where it happened. */
export class TrajstoreError extends Error {
  readonly code: string
  declare readonly path?: string
  declare readonly filename?: string
  readonly frames: readonly string[]

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    if (details.path !== undefined) this.path = details.path
    if (details.filename !== undefined) this.filename = details.filename
    this.frames = details.frames ?? []
  }
}

const named = <const Code extends string>(code: Code) =>
  class extends TrajstoreError {
    declare readonly code: Code
    constructor(message: string, details?: ErrorDetails) {
      super(code, message, details)
    }
  }

// --- arguments ------------------------------------------------------------------------------------------------------

/** An argument has the right type and a value that makes no sense here. */
export class InvalidValueError extends named('ERR_INVALID_VALUE') {}
/** An argument has a type that is not understood here, or the call does not fit the state of its object. */
export class InvalidTypeError extends named('ERR_INVALID_TYPE') {}
/** An options object has a key nobody knows. */
export class UnknownOptionError extends named('ERR_UNKNOWN_OPTION') {
  /** The key. */
  readonly option: string
  /** The keys that are known. */
  readonly known: readonly string[]

  constructor(message: string, details: ErrorDetails & { option?: string; known?: readonly string[] } = {}) {
    const { option = '', known = [], ...rest } = details
    super(message, rest)
    this.option = option
    this.known = known
  }
}

// --- the installation -----------------------------------------------------------------------------------------------

/** The native part of the package is missing or does not fit this Node.js. */
export class AddonError extends named('ERR_ADDON') {}

// --- the HDF5 layer -------------------------------------------------------------------------------------------------

/** A node, attribute or file that was asked for is not there. */
export class NotFoundError extends named('ERR_NOT_FOUND') {}
/** Something of that name is there already. */
export class ExistsError extends named('ERR_EXISTS') {}
/** The file was opened for reading only. */
export class ReadOnlyError extends named('ERR_READ_ONLY') {}
/** The object or its file was closed before. */
export class ClosedError extends named('ERR_CLOSED') {}
/** Another process, or another handle of this one, has the file. */
export class LockedError extends named('ERR_LOCKED') {}
/** The file is no HDF5 file. */
export class NotHdf5Error extends named('ERR_NOT_HDF5') {}
/** Reading or writing the file failed (disk full, quota, device). */
export class IoError extends named('ERR_IO') {}
/** Stored bytes are damaged: a checksum, a size or a structure does not fit. */
export class CorruptError extends named('ERR_CORRUPT') {}
/** The data needs a filter that is not available or not allowed. */
export class FilterUnavailableError extends named('ERR_FILTER_UNAVAILABLE') {}
/** A node of a kind that is not supported. */
export class UnsupportedError extends named('ERR_UNSUPPORTED') {}
/** Following it would leave the file (external storage, external link, virtual dataset); needs an explicit opt-in. */
export class UnsafeError extends named('ERR_UNSAFE') {}
/** A size exceeds a limit that protects the process. */
export class LimitError extends named('ERR_LIMIT') {}
/** Any other failure inside libhdf5. */
export class Hdf5Error extends named('ERR_HDF5') {}

// --- the storage service --------------------------------------------------------------------------------------------

/** A message or a data type that the storage service does not understand. */
export class NoSuchServiceError extends named('ERR_NO_SUCH_SERVICE') {}
/** What was to be loaded or deleted is not in the file. */
export class DataNotInStorageError extends named('ERR_DATA_NOT_IN_STORAGE') {}
/** The file was written in a newer format than this version understands. */
export class VersionMismatchError extends named('ERR_VERSION_MISMATCH') {}
/** The service is in no state for this (file not open, trajectory exists already …). */
export class ServiceStateError extends named('ERR_SERVICE_STATE') {}

// --- the trajectory -------------------------------------------------------------------------------------------------

/** No node of that name can be found in the tree, or a name is taken. */
export class NodeLookupError extends named('ERR_NODE_LOOKUP') {}
/** A shortcut fits more than one node. */
export class NotUniqueNodeError extends named('ERR_NOT_UNIQUE_NODE') {}
/** A parameter is locked: it was read, explored or stored before. */
export class ParameterLockedError extends named('ERR_PARAMETER_LOCKED') {}
/** Presets that no parameter consumed. */
export class PresettingError extends named('ERR_PRESETTING') {}
/** Something that is forbidden while a run is going on. */
export class RunModeError extends named('ERR_RUN_MODE') {}

// --- many processes -------------------------------------------------------------------------------------------------

/** Something that was waited for did not come in time. */
export class TimedOutError extends named('ERR_TIMED_OUT') {}
/** A lock is not held by who releases it, or was given to another one meanwhile. */
export class LockLostError extends named('ERR_LOCK_LOST') {}
/** The process at the other end does not accept who we are, or is not who it should be. */
export class RefusedError extends named('ERR_REFUSED') {}
/** A process that computes runs ended, or did not answer in time. */
export class WorkerError extends named('ERR_WORKER') {}
/** Some runs are not completed; `failures` says which and why. */
export class RunsFailedError extends named('ERR_RUNS_FAILED') {
  /** The error of each run that failed, by index. */
  readonly failures: ReadonlyMap<number, Error>

  constructor(message: string, details: ErrorDetails & { failures?: ReadonlyMap<number, Error> } = {}) {
    const { failures = new Map<number, Error>(), ...rest } = details
    super(message, { cause: [...failures.values()][0], ...rest })
    this.failures = failures
  }
}
