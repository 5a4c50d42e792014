/**
 * When work goes off the main thread: an asynchronous hop costs about 0.1 ms, as much as moving 256 KiB, so smaller
 * blocks are read and written at once and only wrapped in a promise.
 */
export const OFFLOAD_BYTES = 256 * 1024

/** Chooses between the synchronous and the asynchronous form of an operation by its size. */
export async function offload<T>(bytes: number, now: () => T, later: () => Promise<T>): Promise<T> {
  return bytes < OFFLOAD_BYTES ? now() : later()
}
