/** Data up to the size of PyTables' chunks are one chunk of their own size. */
const LARGEST_WHOLE = 65536

/** One chunk for all, where PyTables would compress the empty rest of a chunk of 64 KiB too. */
export function wholeChunk(parts: { readonly shape: readonly number[]; readonly data: Uint8Array }): {
  chunkshape?: readonly number[]
} {
  return parts.data.length > 0 && parts.data.length <= LARGEST_WHOLE ? { chunkshape: parts.shape } : {}
}
