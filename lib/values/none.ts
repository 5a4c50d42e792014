/** Python's None. It occurs in annotations and inside of pandas objects, never as data of a leaf. */
export class None {
  readonly isNone = true

  toString(): string {
    return 'None'
  }
}

export const NONE = new None()
