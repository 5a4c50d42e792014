/** Text as it fits a column: longer text loses its end at a character's boundary and gets three dots. */
export function clip(text: string, width: number): string {
  if (fits(text, width)) return text
  return `${cut(text, width - 3)}...`
}

/** The longest beginning of a text that has at most `width` bytes of UTF-8. */
export function cut(text: string, width: number): string {
  if (fits(text, width)) return text
  const bytes = Buffer.from(text)
  let end = width
  // Bytes 10xxxxxx continue a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}

/** No character takes more than 3 bytes for each of its UTF-16 units: of short texts the length is enough. */
const fits = (text: string, width: number): boolean => text.length * 3 <= width || Buffer.byteLength(text) <= width
