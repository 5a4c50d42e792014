/** Operations that are left out because what they find is known and not mended yet. */
const knownFaults: readonly string[] = [
  'moving what is not there',
  'soft links through datasets',
  'negative start of removeRows',
  'data of the other byte order in rows',
  'several names of filtered chunks',
  'removed with waiting rows',
]

export const isKnownFault = (name: string): boolean => knownFaults.includes(name)
