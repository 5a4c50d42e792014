import { HDF5StorageService } from '../../../service/hdf5-storage-service.js'
import { idle, type Mode } from './mode.js'

/** Workers use the file themselves and nobody keeps them apart. */
export const none: Mode = {
  sharesFile: true,
  inWorker: (_, { service }) => new HDF5StorageService(service ?? {}),
  inMain: () => idle,
}
