import { ServiceStateError } from '../errors.js'
import type { StorageService } from '../service/storage-service.js'

/** What a trajectory knows when it makes its own service. */
export interface ServiceOptions {
  readonly filename?: string
  readonly trajectory?: { readonly name: string }
  readonly [option: string]: unknown
}

export type ServiceFactory = (options: ServiceOptions) => StorageService

let factory: ServiceFactory | null = null

/** Says how services are made for trajectories that were given none. The package does so for the HDF5 service. */
export function setDefaultService(make: ServiceFactory): void {
  factory = make
}

export function defaultService(options: ServiceOptions): StorageService {
  if (factory === null) throw new ServiceStateError('There is no storage service: give one as `storageService`.')
  return factory(options)
}
