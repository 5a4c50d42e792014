import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

// npm run locks -- --cycles N --kills K: four processes take one lock from a server N times in all, and the server is
// killed and started again K times meanwhile. A log proves that there was never more than one inside.

const { values } = parseArgs({
  options: { cycles: { type: 'string', default: '10000' }, kills: { type: 'string', default: '5' } },
})
const PROCESSES = 4
const each = Math.ceil(Number(values.cycles) / PROCESSES)
const kills = Number(values.kills)
const script = (name: string): string => fileURLToPath(new URL(`./locks/${name}.ts`, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'trajstore-locks-'))
const [url, state, log, counter] = [
  `ipc://${join(folder, 's')}`,
  join(folder, 'state'),
  join(folder, 'log'),
  join(folder, 'n'),
]
const started = (name: string, args: readonly string[]): ChildProcess =>
  fork(script(name), args, { execArgv: ['--import', 'tsx'] })

async function startServer(): Promise<ChildProcess> {
  const server = started('server', [url, state])
  await once(server, 'message')
  return server
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** Waits until so much is in the log, or nobody writes it any more. */
async function logHas(bytes: number, isOver: () => boolean): Promise<void> {
  while (!isOver() && (existsSync(log) ? statSync(log).size : 0) < bytes) await setTimeout(2)
}

/** One in, and the same one out before the next. */
function assertExclusive(lines: readonly string[]): void {
  assert.equal(lines.length, 2 * PROCESSES * each)
  for (let i = 0; i < lines.length; i += 2) assert.equal(lines[i + 1], lines[i]?.replace('in', 'out'), `line ${i}`)
}

try {
  writeFileSync(counter, '0')
  let server = await startServer()
  const start = performance.now()
  const clients = Array.from({ length: PROCESSES }, () => started('client', [url, log, counter, String(each)]))
  const codes = clients.map(async (client) => (await once(client, 'exit'))[0] as number)
  let isOver = false
  const over = Promise.all(codes).then(() => {
    isOver = true
  })
  const lineBytes = 2 * 'out 12345 123\n'.length
  for (let i = 1; i <= kills; i++) {
    await logHas((i * lineBytes * each * PROCESSES) / (kills + 2), () => isOver)
    await kill(server)
    server = await startServer()
  }
  await over
  await kill(server)
  assert.deepEqual(await Promise.all(codes), Array(PROCESSES).fill(0))
  assertExclusive(readFileSync(log, 'utf8').trim().split('\n'))
  assert.equal(readFileSync(counter, 'utf8'), String(each * PROCESSES))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(
    `${each * PROCESSES} cycles by ${PROCESSES} processes in ${seconds} s, server killed ${kills} times: one at a time`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
