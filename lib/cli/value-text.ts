import { plain } from './json.js'
import { cut, safeText } from './layout.js'

/** A value on one line: text as it is, everything else as JSON. */
export function valueText(value: unknown, most = 120): string {
  const data = plain(value)
  return cut(safeText(typeof data === 'string' ? data : (JSON.stringify(data) ?? String(data))), most)
}
