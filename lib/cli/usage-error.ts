import { TrajstoreError } from '../errors.js'

/** The command line makes no sense: one sentence, exit code 2. */
export class UsageError extends TrajstoreError {
  constructor(message: string) {
    super('ERR_USAGE', message)
  }
}
