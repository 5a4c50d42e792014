/** A complex number. */
export interface Complex {
  readonly re: number
  readonly im: number
}

export function isComplex(input: unknown): input is Complex {
  if (typeof input !== 'object' || input === null) return false
  const { re, im } = input as Partial<Complex>
  return typeof re === 'number' && typeof im === 'number' && Object.keys(input).length === 2
}
