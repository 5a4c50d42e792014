import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AddonError } from '../errors.js'

/** The Node-API that the addon is compiled for. */
export const NODE_API = 9

const require = createRequire(import.meta.url)

export interface Loaded {
  readonly exports: object
  /** The file that was loaded. */
  readonly path: string
}

/**
 * Loads the addon of this package: the one that was built here, else the prebuilt one for this platform.
 * `AddonError` says what was tried and what to do.
 */
export function loadAddon(root: string, versions: NodeJS.Dict<string> = process.versions): Loaded {
  // An addon for a newer Node-API than there is would not fail but crash.
  const provided = Number(versions.napi ?? 0)
  if (!(provided >= NODE_API)) {
    throw new AddonError(
      `trajstore needs Node-API ${NODE_API}, which Node.js 20.19 has; this is Node.js ${process.version} with Node-API ${provided}`,
    )
  }
  const path = find(root)
  // Not by require: two copies of this package in a process would share what it caches, and the errors that it makes.
  const own = { exports: {} }
  try {
    process.dlopen(own, path)
    return { exports: own.exports, path }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new AddonError(`'${path}' cannot be loaded: ${error.message.trim()}. ${advice(root)}`, { cause: error })
  }
}

function find(root: string): string {
  // For addons that are built another way, as with sanitizers.
  const { TRAJSTORE_ADDON: chosen } = process.env
  if (chosen) return chosen
  try {
    return (require('node-gyp-build') as { resolve(folder: string): string }).resolve(root)
  } catch (error) {
    throw new AddonError(
      `There is no native addon of trajstore for ${process.platform}-${process.arch}: ${tried(root)}. ${advice(root)}`,
      { cause: error },
    )
  }
}

/** Where an addon could have been, and what is there. */
function tried(root: string): string {
  const built = join(root, 'build', 'Release', 'trajstore.node')
  const prebuilds = join(root, 'prebuilds')
  const there = existsSync(prebuilds) ? readdirSync(prebuilds).join(', ') : 'nothing'
  return `neither '${built}' nor one that fits in '${prebuilds}', which has ${there}`
}

const advice = (root: string): string =>
  `Build it from source: npx trajstore build (in '${root}'; it says what it needs)`
