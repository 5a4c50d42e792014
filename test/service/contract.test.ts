import type { HDF5StorageService } from '../../lib/index.js'
import { MemoryService } from '../helpers/memory-service.js'
import { serviceContract } from './contract.js'
import { newFilenames, serviceFor } from './support.js'

const newFile = newFilenames()

serviceContract('HDF5StorageService', {
  make: () => serviceFor(newFile()),
  reopen: (service) => serviceFor((service as HDF5StorageService).filename),
})

serviceContract('MemoryService', { make: () => new MemoryService(), reopen: (service) => service })
