/** Colours for a terminal; none of them when the output is no terminal or NO_COLOR is set. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly name: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

const codes = { bold: [1, 22], dim: [2, 22], name: [36, 39], good: [32, 39], bad: [31, 39] } as const

export function makeStyle(isColoured: boolean): Style {
  const paint =
    ([on, off]: readonly [number, number]) =>
    (text: string): string =>
      isColoured ? `\x1b[${on}m${text}\x1b[${off}m` : text
  return {
    bold: paint(codes.bold),
    dim: paint(codes.dim),
    name: paint(codes.name),
    good: paint(codes.good),
    bad: paint(codes.bad),
  }
}

/** https://no-color.org: any text that is not empty switches colours off. */
export const wantsColour = (isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean =>
  isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb'
