import type { ChildInfo } from './native.js'

/** A name that stands for another path; it is shown, and followed only where a path leads through it. */
export class SoftLink {
  readonly kind = 'SoftLink'
  readonly path: string
  /** The path it names, which need not exist. */
  readonly target: string

  /** @internal */
  constructor(path: string, target: string) {
    this.path = path
    this.target = target
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1)
  }
}

/** A name that stands for a path in another file; never followed unless the file was opened with `followExternal`. */
export class ExternalLink {
  readonly kind = 'ExternalLink'
  readonly path: string
  readonly filename: string
  readonly target: string

  /** @internal */
  constructor(path: string, filename: string, target: string) {
    this.path = path
    this.filename = filename
    this.target = target
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1)
  }
}

export type Link = SoftLink | ExternalLink

/** The link that a child is; undefined for a node. */
export function linkOf(path: string, child: ChildInfo): Link | undefined {
  if (child.kind === 'softlink') return new SoftLink(path, child.target ?? '')
  if (child.kind === 'externallink') return new ExternalLink(path, child.filename ?? '', child.target ?? '')
  return undefined
}
