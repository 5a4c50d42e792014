/** Dotted full names: 'a.b.c' without the root, which is ''. */

export function parentOf(fullName: string): string {
  const dot = fullName.lastIndexOf('.')
  return dot < 0 ? '' : fullName.slice(0, dot)
}

export const lastOf = (fullName: string): string => fullName.slice(fullName.lastIndexOf('.') + 1)

export const joinName = (location: string, name: string): string => (location === '' ? name : `${location}.${name}`)

export function branchOf(fullName: string): string {
  const dot = fullName.indexOf('.')
  return dot < 0 ? fullName : fullName.slice(0, dot)
}

/** Whether a node is `top` or stands below it. */
export const isWithin = (fullName: string, top: string): boolean =>
  top === '' || fullName === top || fullName.startsWith(`${top}.`)
