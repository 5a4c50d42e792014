/** What is to be closed when the thread ends. */
interface Closable {
  readonly isOpen: boolean
  closeAtExit(): void
}

const open = new Set<WeakRef<Closable>>()
let isWatching = false

/** A file was opened. It may be forgotten: then it is closed when its memory is freed. */
export function rememberOpen(file: Closable): void {
  if (!isWatching) process.on('exit', closeAll)
  isWatching = true
  for (const known of open) if (!known.deref()?.isOpen) open.delete(known)
  open.add(new WeakRef(file))
}

// Node ends a process without letting go of its objects, so that files would stay as they are in the middle of things.
function closeAll(): void {
  const errors: unknown[] = []
  for (const known of open) {
    try {
      known.deref()?.closeAtExit()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'Files could not be closed')
}
