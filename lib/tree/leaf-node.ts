import type { LeafView } from '../service/nodes.js'
import type { Value } from '../values/index.js'
import { TreeNode } from './node.js'

const MAX_TEXT = 64

/** Arrays of several dimensions have a text of several lines. */
export const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ')

/** A node that holds data: a parameter or a result. */
export abstract class LeafNode extends TreeNode implements LeafView {
  readonly isLeaf = true as const
  abstract readonly isParameter: boolean
  abstract readonly isExplored: boolean
  abstract readonly isLocked: boolean
  /** Whether natural naming gives the plain value instead of the leaf. */
  abstract get supportsFastAccess(): boolean
  /** What natural naming gives then; reading locks a parameter. */
  abstract plainValue(): unknown
  /** What assignment through natural naming does. */
  abstract assign(content: unknown): void

  abstract isEmpty(): boolean
  abstract empty(): void
  abstract toStorage(): Map<string, Value>
  abstract fromStorage(items: ReadonlyMap<string, Value>, options?: { merge?: boolean }): void
  abstract dropItem(name: string): boolean
  abstract valueText(maxLength: number): string

  storageFlags(): ReadonlyMap<string, string> {
    return new Map()
  }

  rangeLength(): number {
    return 0
  }

  rangeText(_maxItems: number): string {
    return ''
  }

  /** Another leaf of the same class with the same content, outside of any tree. */
  abstract clone(): LeafNode

  get storedClassName(): string {
    return this.constructor.name
  }

  describe(): string {
    const comment = this.comment === '' ? '' : ` (${JSON.stringify(this.comment)})`
    return `<${this.storedClassName} ${this.fullName}${comment}: ${this.contentText() || 'empty'}>`
  }

  /** Its content in one line. */
  protected contentText(): string {
    return oneLine(this.valueText(MAX_TEXT))
  }
}

export interface LeafOptions {
  readonly comment?: string
}

/** How all leaf classes are constructed; the comment may stand alone. */
export type LeafClass<L extends LeafNode = LeafNode> = new (
  name: string,
  content?: unknown,
  options?: string | LeafOptions,
) => L

export const commentOf = (options: string | LeafOptions | undefined): string =>
  typeof options === 'string' ? options : (options?.comment ?? '')
