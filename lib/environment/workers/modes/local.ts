import { ReferenceWrapper } from '../../../multi/index.js'
import { idle, type Mode } from './mode.js'

/** Workers keep what a run stores until it is done; then the main process stores it. */
export const local: Mode = {
  sharesFile: false,
  inWorker: () => new ReferenceWrapper(),
  inMain: () => idle,
}
