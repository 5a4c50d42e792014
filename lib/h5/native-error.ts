import {
  ClosedError,
  CorruptError,
  type ErrorDetails,
  ExistsError,
  FilterUnavailableError,
  Hdf5Error,
  InvalidTypeError,
  InvalidValueError,
  IoError,
  LimitError,
  LockedError,
  NotFoundError,
  NotHdf5Error,
  ReadOnlyError,
  type TrajstoreError,
  UnsafeError,
  UnsupportedError,
} from '../errors.js'

const nativeErrors = [
  InvalidValueError,
  InvalidTypeError,
  NotFoundError,
  ExistsError,
  ReadOnlyError,
  ClosedError,
  LockedError,
  NotHdf5Error,
  IoError,
  CorruptError,
  FilterUnavailableError,
  UnsupportedError,
  UnsafeError,
  LimitError,
  Hdf5Error,
]
const byCode = new Map(nativeErrors.map((Class) => [new Class('').code as string, Class]))

/** Makes the error object for a failure reported by the native layer. */
export function errorFromNative(code: string, message: string, details: ErrorDetails): TrajstoreError {
  const Class = byCode.get(code) ?? Hdf5Error
  return new Class(message, details)
}
