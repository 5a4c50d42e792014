import * as errors from '../../errors.js'
import { isError } from '../../values/index.js'
import type { Packable } from './pack.js'

/** An error as it crosses: its class by name, its sentence, and where it happened. */
export interface PackedError {
  readonly name: string
  readonly code: string | null
  readonly message: string
  readonly path: string | null
  readonly filename: string | null
  readonly frames: readonly string[]
  readonly stack: string | null
}

export function packError(error: unknown): PackedError & Packable {
  if (!isError(error)) {
    return { name: 'Error', code: null, message: String(error), path: null, filename: null, frames: [], stack: null }
  }
  const { path = null, filename = null, frames = [] } = error as Partial<errors.TrajstoreError>
  const code = (error as { code?: unknown }).code
  return {
    name: error.name,
    code: typeof code === 'string' ? code : null,
    message: error.message,
    ...{ path, filename, frames },
    stack: error.stack ?? null,
  }
}

type ErrorClass = new (message: string, details: errors.ErrorDetails) => errors.TrajstoreError

/** The error as it was on the other side; one of a class that is not ours is an `Error` of that name. */
export function unpackError({ name, code, message, path, filename, frames, stack }: PackedError): Error {
  const Class = (errors as Record<string, unknown>)[name] as ErrorClass | undefined
  const details = { ...(path === null ? {} : { path }), ...(filename === null ? {} : { filename }), frames }
  const error =
    name === 'TrajstoreError'
      ? new errors.TrajstoreError(code ?? '', message, details)
      : Class?.prototype instanceof errors.TrajstoreError
        ? new Class(message, details)
        : Object.assign(new Error(message), { name, ...(code === null ? {} : { code }) })
  if (stack !== null) error.stack = stack
  return error
}
