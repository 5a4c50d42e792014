import { readFileSync } from 'node:fs'
import { File, Group, type Node, openObjects, TrajstoreError, UnImplemented } from '../../lib/h5/index.js'

/**
 * Opens, walks and reads everything of the files named as arguments, and prints a line per file: its name, how many
 * values were read, and the codes of the errors. Any other outcome than data or a typed error ends the process.
 */

interface Tally {
  values: number
  readonly codes: Map<string, number>
}

async function attempt(tally: Tally, action: () => unknown): Promise<void> {
  try {
    await action()
    tally.values++
  } catch (error) {
    if (!(error instanceof TrajstoreError)) throw error
    tally.codes.set(error.code, (tally.codes.get(error.code) ?? 0) + 1)
  }
}

async function readNode(node: Node, tally: Tally): Promise<void> {
  await attempt(tally, () => node.attributes.entries())
  if (node instanceof UnImplemented) return
  if (node instanceof Group)
    await attempt(tally, () => node.native.list({ attributes: true, datasets: true, data: 65536 }))
  else await attempt(tally, () => (node as Node & { read(): Promise<unknown> }).read())
}

async function readBelow(group: Group, path: string, tally: Tally, seen: Set<number>): Promise<void> {
  await readNode(group, tally)
  let names: string[] = []
  await attempt(tally, () => {
    names = group.names()
  })
  for (const name of names) {
    await attempt(tally, async () => {
      using node = group.get(`./${name}`)
      if (!(node instanceof Group)) return await readNode(node, tally)
      if (seen.has(node.address) || seen.size > 1000) return
      seen.add(node.address)
      await readBelow(node, `${path}/${name}`, tally, seen)
    })
  }
}

async function readFile(filename: string): Promise<Tally> {
  const tally: Tally = { values: 0, codes: new Map() }
  await attempt(tally, async () => {
    using file = File.open(filename)
    await readBelow(file.root, '', tally, new Set())
    await attempt(tally, () => Array.from(file.walk()))
    await attempt(tally, () => file.root.read())
  })
  return tally
}

for (const filename of process.argv.slice(2)) {
  const before = process.cpuUsage()
  const { values, codes } = await readFile(filename)
  const { user, system } = process.cpuUsage(before)
  const memory = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) / 1024
  console.log(
    JSON.stringify({
      filename,
      values,
      codes: Object.fromEntries(codes),
      seconds: (user + system) / 1e6,
      memory,
      open: openObjects(),
    }),
  )
}
