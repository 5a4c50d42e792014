const two = (n: number): string => String(n).padStart(2, '0')

/** A moment as it stands in a file: `YYYY_MM_DD_HHhMMmSSs`, local time. `timestamp` is in seconds. */
export function formatTime(timestamp: number): string {
  const date = new Date(timestamp * 1000)
  const day = `${date.getFullYear()}_${two(date.getMonth() + 1)}_${two(date.getDate())}`
  return `${day}_${two(date.getHours())}h${two(date.getMinutes())}m${two(date.getSeconds())}s`
}

const MICROSECONDS = 1_000_000
const SECONDS_PER_DAY = 86_400

/** A duration as Python prints one: `H:MM:SS.ffffff`, the fraction left out if it is zero, days in front. */
export function formatRuntime(seconds: number): string {
  const total = Math.round(Math.max(0, seconds) * MICROSECONDS)
  const fraction = total % MICROSECONDS
  const whole = Math.floor(total / MICROSECONDS)
  const days = Math.floor(whole / SECONDS_PER_DAY)
  const inDay = whole % SECONDS_PER_DAY
  const clock = `${Math.floor(inDay / 3600)}:${two(Math.floor(inDay / 60) % 60)}:${two(inDay % 60)}`
  const dayText = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `
  return `${dayText}${clock}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}`
}

/** Seconds since 1970. */
export const now = (): number => Date.now() / 1000
