import { readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { NODE_API } from './load-addon.js'
import { addonPath, durabilities, native } from './native.js'

/** Versions of this package, of HDF5 and of the compression libraries in this build. */
export const versions = (): Record<string, string> => ({ trajstore: packageVersion(), ...native.versions() })

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}

/** What this build can do here. */
export interface Capabilities {
  readonly platform: string
  /** Node-API version of the addon. */
  readonly nodeApi: number
  /** The file of the addon, and whether it came with the package. */
  readonly addon: string
  readonly isPrebuilt: boolean
  /** Names allowed as `complib`. */
  readonly compressors: readonly string[]
  readonly durabilities: readonly string[]
  /** How many threads compress and decompress. */
  readonly threads: number
}

export const capabilities = (): Capabilities => ({
  platform: `${process.platform}-${process.arch}`,
  nodeApi: NODE_API,
  addon: addonPath,
  isPrebuilt: addonPath.includes(`${sep}prebuilds${sep}`),
  compressors: native.compressors(),
  durabilities,
  threads: native.threads(),
})

/** HDF5 objects that are open in this process: 0 when everything was closed. */
export const openObjects = (): number => native.openObjects()
