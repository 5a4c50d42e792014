/** Columns of text under each other, the last one as long as it is; numbers to the right. */
export function* columns(rows: readonly (readonly string[])[], right: readonly number[] = []): Generator<string> {
  const widths: number[] = []
  for (const row of rows) {
    for (const [place, cell] of row.entries()) widths[place] = Math.max(widths[place] ?? 0, widthOf(cell))
  }
  for (const row of rows) {
    const cells = row.map((cell, place) => {
      const fill = ' '.repeat(widths[place]! - widthOf(cell))
      return right.includes(place) ? fill + cell : cell + fill
    })
    yield cells.join('  ').trimEnd()
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours begin with one
const colours = /\x1b\[\d+m/g
const widthOf = (text: string): number => [...text.replace(colours, '')].length

/** Bytes for people: '12.3 MiB'. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = bytes
  let unit = ''
  while (value >= 1024 && units.length > 0) {
    value /= 1024
    unit = units.shift()!
  }
  return `${value.toFixed(1)} ${unit}`
}

export const countText = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`

/** '9 999'. */
export const groupedText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ')

// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal
const unsafe = /[\u0000-\u001f\u007f-\u009f]|[\udc80-\udcff]/gu

/**
 * Text from a file, safe for a terminal: on one line, without codes that would move its cursor; bytes that are no UTF-8
 * are shown as such.
 */
export const safeText = (text: string): string =>
  text.replace(unsafe, (character) => `\\x${(character.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`)

/** At most so many characters. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)
