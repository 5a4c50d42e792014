/** Every operation, by the name that trials and peers give it. */
export { attributesRead } from './attributes-read.js'
export { blockRead, blockWrite } from './block.js'
export { earrayAppend } from './earray-append.js'
export { leafStore } from './leaf-store.js'
export { tableBlocks } from './table-blocks.js'
export { tableRows } from './table-rows.js'
export { vlarrayAppend } from './vlarray-append.js'
