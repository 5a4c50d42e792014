import { PyCall, PyGlobal, type PyTree, PyTuple } from '../pickle/tree.js'

/** pandas' offset classes and the names of the spacings that they stand for. */
const offsets: readonly (readonly [cls: string, name: string])[] = [
  ['Day', 'D'],
  ['Hour', 'H'],
  ['Minute', 'T'],
  ['Second', 'S'],
  ['Milli', 'L'],
  ['Micro', 'U'],
  ['Nano', 'N'],
  ['BusinessDay', 'B'],
  ['MonthEnd', 'M'],
  ['MonthBegin', 'MS'],
  ['BusinessMonthEnd', 'BM'],
  ['BusinessMonthBegin', 'BMS'],
  ['Week', 'W'],
  ['QuarterEnd', 'Q'],
  ['QuarterBegin', 'QS'],
  ['YearEnd', 'A'],
  ['YearBegin', 'AS'],
]

const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** pandas' name of a pickled offset, such as '2H' or 'Q-DEC'; null for one that is not known here. */
export function freqFromTree(tree: PyTree): string | null {
  if (!(tree instanceof PyCall) || !tree.name.startsWith('pandas.')) return null
  const name = offsets.find(([cls]) => tree.name.endsWith(`.offsets.${cls}`))?.[1]
  const [count, , anchor] = tree.argList
  if (!name || typeof count !== 'bigint') return null
  const suffix = typeof anchor === 'bigint' ? anchorName(name, Number(anchor)) : ''
  return suffix === null ? null : `${count === 1n ? '' : count}${name}${suffix}`
}

function anchorName(name: string, anchor: number): string | null {
  const text = name === 'W' ? weekdays[anchor] : months[anchor - 1]
  return text ? `-${text}` : null
}

/** The offset that a name stands for as Python would pickle it; null for a name that is not known here. */
export function freqToTree(freq: string): PyTree {
  const match = /^(-?\d*)([A-Z]+)(?:-([A-Z]{3}))?$/.exec(freq)
  const cls = offsets.find(([, name]) => name === match?.[2])?.[0]
  if (!match || !cls) return null
  const anchors =
    match[3] === undefined ? [] : [match[2] === 'W' ? weekdays.indexOf(match[3]) : months.indexOf(match[3]) + 1]
  const args = new PyTuple([BigInt(match[1] || 1), false, ...anchors.map(BigInt)])
  return new PyCall(new PyGlobal(`pandas._libs.tslibs.offsets.${cls}`), args)
}

/** The name of a pickled time zone; null for one that is not known here. */
export function zoneFromTree(tree: PyTree): string | null {
  if (typeof tree === 'string') return tree
  if (!(tree instanceof PyCall)) return null
  const [first] = tree.argList
  if (tree.name === 'pytz._UTC') return 'UTC'
  if (tree.name === 'datetime.timezone') return isZeroDelta(first) ? 'UTC' : null
  const isNamed = tree.name === 'pytz._p' || tree.name === 'zoneinfo.ZoneInfo._unpickle'
  return isNamed && typeof first === 'string' ? first : null
}

function isZeroDelta(tree: PyTree | undefined): boolean {
  return tree instanceof PyCall && tree.name === 'datetime.timedelta' && tree.argList.every((part) => part === 0n)
}
