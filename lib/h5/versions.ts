import { native } from './native.js'

/** Versions of HDF5 and of the compression libraries in this build. */
export const versions = (): Record<string, string> => native.versions()

/** HDF5 objects that are open in this process: 0 when everything was closed. */
export const openObjects = (): number => native.openObjects()
