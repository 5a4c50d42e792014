import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()
const library = JSON.stringify(new URL('../../lib/h5/index.ts', import.meta.url).href)

/** Runs a module in a process of its own and gives what it prints; fails on a signal or an exit code. */
function run(program: string, ...options: string[]): string {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...options,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `import { File, openObjects } from ${library}\nconst filename = process.argv[1]\n${program}`,
      inFolder('file.h5'),
    ],
    { encoding: 'utf8', timeout: 60_000 },
  )
  assert.equal(`${signal} ${status}`, 'null 0', stderr)
  return stdout.trim()
}

describe('a process', () => {
  it('may end with an open file, whose rows are then those that were flushed', () => {
    run(`
      const file = File.open(filename, 'w')
      file.createEArray('/x', { dtype: 'float64', shape: [0] }).append([1, 2, 3])
      file.flush()
      process.exit(0)`)
    const rows = run(`
      const file = File.open(filename, 'r')
      console.log(JSON.stringify([...file.get('/x').readSync().data]))`)
    assert.equal(rows, '[1,2,3]')
  })

  it('may end while tasks run', () => {
    run(`
      const file = File.open(filename, 'w')
      const array = file.createCArray('/x', { dtype: 'float64', shape: [500000], filters: { complib: 'zlib' } })
      const data = new Float64Array(500000)
      for (let task = 0; task < 8; task++) array.write(data)
      process.exit(0)`)
  })

  it('that runs out of work waits for tasks', () => {
    const outcome = run(`
      const file = File.open(filename, 'w')
      const array = file.createCArray('/x', { dtype: 'float64', shape: [500000], filters: { complib: 'zlib' } })
      array.write(new Float64Array(500000).fill(2)).then(() => console.log('written'))`)
    assert.equal(outcome, 'written')
  })
})

describe('nodes that are forgotten', () => {
  it('are closed by the garbage collector', () => {
    const counts = run(
      `
      const file = File.open(filename, 'w')
      file.createArray('/x', [1, 2, 3])
      file.createGroup('/g')
      const idle = openObjects()
      for (let round = 0; round < 2000; round++) { file.get('/x').readSync(); file.get('/g').names() }
      const busy = openObjects()
      for (let turn = 0; turn < 3; turn++) { globalThis.gc(); await new Promise(setImmediate) }
      const after = openObjects()
      file.close()
      console.log(JSON.stringify([busy > idle, after <= idle, openObjects()]))`,
      '--expose-gc',
    )
    assert.equal(counts, '[true,true,0]')
  })

  it('and files are closed with them', () => {
    const counts = run(
      `
      const made = File.open(filename, 'w')
      made.createArray('/x', [1])
      made.close()
      const open = () => { for (let round = 0; round < 20; round++) File.open(filename, 'r').get('/x') }
      open()
      for (let turn = 0; turn < 3; turn++) { globalThis.gc(); await new Promise(setImmediate) }
      console.log(openObjects())`,
      '--expose-gc',
    )
    assert.equal(counts, '0')
  })
})

describe('memory', () => {
  it('does not grow with the files that were opened and closed', () => {
    const growth = run(
      `
      const made = File.open(filename, 'w')
      made.createCArray('/x', { data: new Float64Array(1000), filters: { complib: 'blosc' } })
      made.close()
      const round = () => {
        const file = File.open(filename)
        file.get('/x').readSync()
        file.root.attributes.entries()
        file.close()
      }
      const settle = async () => { globalThis.gc(); await new Promise(setImmediate); globalThis.gc(); return process.memoryUsage().rss }
      // Finalizers run between the turns of the event loop.
      const rounds = async (count) => {
        for (let done = 0; done < count; done++) {
          round()
          if (done % 100 === 0) await new Promise(setImmediate)
        }
      }
      const growths = []
      let before = await settle()
      for (let measured = 0; measured < 7; measured++) {
        await rounds(1000)
        const now = await settle()
        growths.push(now - before)
        before = now
      }
      console.log(Math.min(...growths))`,
      '--expose-gc',
    )
    // Allocators take what they need in steps; what is lost is lost in each thousand.
    assert.ok(Number(growth) < 2 * 2 ** 20, growth)
  })
})
