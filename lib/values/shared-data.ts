/** Marks an item whose data stay in the file and are worked on there; loading it gives no data. */
export class SharedData {
  /** The storage flag of the data: 'ARRAY', 'TABLE', 'FRAME' … */
  readonly sharedType: string

  constructor(sharedType: string) {
    this.sharedType = sharedType
  }
}
