import { repack, TrajstoreError } from '../../lib/index.js'

/** Repacks the file that is named as argument; prints the error that it is refused by. */
try {
  await repack(process.argv[2]!)
} catch (error) {
  if (!(error instanceof TrajstoreError)) throw error
  console.log(error.code, error.message)
}
