import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { after, test } from 'node:test'
import { File, type HArray, LockedError } from '../../lib/h5/index.js'
import { Writer } from '../crash/start-worker.js'
import { python, runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'
import { leaveJournal, runWriter } from './crashed.js'

const path = temporaryFolder()

const numbersIn = (file: File, name: string): number[] => {
  using array = file.get(name) as HArray
  return Array.from(array.readSync().data as ArrayLike<number>)
}

const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** PyTables with a file open, in another process, until `release`. */
async function holdInPyTables(filename: string, mode: 'r' | 'a'): Promise<{ pid: number; release(): Promise<void> }> {
  const program = `import sys, tables
file = tables.open_file(sys.argv[1], sys.argv[2])
print('open', flush=True)
sys.stdin.read()
file.close()`
  const child: ChildProcess = spawn(python, ['-c', program, filename, mode], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout!, 'data')
  const release = async () => {
    child.stdin!.end()
    await once(child, 'close')
    assert.equal(child.exitCode, 0)
  }
  return { pid: child.pid!, release }
}

test('PyTables opens a file 50 times while it is written, and finds it consistent each time', async () => {
  const filename = path('busy.h5')
  const writer = new Writer({ filename, seed: 21, durability: 'process' })
  await writer.started()
  const before = writer.acknowledged
  // The writer appends to all three in one commit.
  const seen = runPython<{ opened: number; steps: number[]; wrong: string[] }>(
    `import sys, json, tables
name, opened, refused, steps, wrong = json.load(sys.stdin), 0, 0, [], []
while opened < 50 and refused < 100000:
    try:
        file = tables.open_file(name)
    except Exception as error:
        if 'lock' not in str(error): raise
        refused += 1
        continue
    with file:
        for node in file.walk_nodes('/'):
            node._v_attrs._f_list()
            if isinstance(node, tables.Leaf): node.read()
        rows = [file.root.rows.table.nrows, file.root.rows.earray.nrows, file.root.rows.vlarray.nrows]
        if len(set(rows)) != 1: wrong.append(str(rows))
        steps.append(int(file.root._v_attrs.steps))
    opened += 1
print(json.dumps({'opened': opened, 'steps': steps, 'wrong': wrong}))`,
    filename,
  )
  await writer.kill()
  assert.equal(writer.child.signalCode, 'SIGKILL', writer.errors)
  assert.deepEqual([seen.opened, seen.wrong], [50, []])
  assert.deepEqual(
    seen.steps,
    [...seen.steps].sort((a, b) => a - b),
  )
  assert.ok(writer.acknowledged > before, 'the writer did not write meanwhile')
})

test('PyTables cannot write to a file that we write to', () => {
  using file = File.open(path('ours.h5'), 'w')
  const error = runPython<string>(
    `import sys, json, tables
try:
    tables.open_file(json.load(sys.stdin), 'a').close()
    print(json.dumps('opened'))
except Exception as error:
    print(json.dumps(str(error)))`,
    file.filename,
  )
  assert.match(error, /lock/)
})

test('a file that PyTables writes to is locked, and the error names the process', async () => {
  const filename = path('theirs.h5')
  File.open(filename, 'w').close()
  const holder = await holdInPyTables(filename, 'a')
  for (const mode of ['r', 'r+', 'w'] as const) {
    for (const durability of ['process', 'none'] as const) {
      assert.throws(
        () => File.open(filename, mode, { durability }),
        (error: Error) => error instanceof LockedError && error.message.includes(`process ${holder.pid} has it`),
      )
    }
  }
  await holder.release()
  assert.equal(existsSync(`${filename}-wal`), false)
  File.open(filename, 'r+').close()
})

test('a second writer is refused and does no harm, whether there is something to recover or not', () => {
  const filename = path('twice.h5')
  leaveJournal(filename)
  const file = File.open(filename, 'r+')
  file.createArray('/kept', [1])
  file.flush()
  const program = (mode: string) =>
    `try { File.open(filename, '${mode}') } catch (error) { console.log(error.code, error.message) }`
  for (const mode of ['r+', 'a', 'w']) {
    assert.match(runWriter(filename, program(mode)), new RegExp(`^ERR_LOCKED .*process ${process.pid} has it`))
  }
  assert.throws(() => File.open(filename, 'r'), /another handle of this process/)
  file.createArray('/more', [2])
  file.close()
  using again = File.open(filename, 'r')
  assert.deepEqual(again.root.names().sort(), ['a', 'b', 'c', 'kept', 'more'])
})

test('another process of ours reads the newest commit while we write, and it stays as it is', async () => {
  const filename = path('snapshot.h5')
  using file = File.open(filename, 'w')
  file.createArray('/a', new Float64Array([1, 2, 3]))
  file.flush()
  const library = new URL('../../lib/h5/index.ts', import.meta.url).href
  const program = `
    import { File } from ${JSON.stringify(library)}
    const file = File.open(${JSON.stringify(filename)})
    const look = () => console.log(file.root.names().join(), Array.from(file.get('/a').readSync().data, Number).join())
    look()
    process.stdin.on('data', look).on('end', () => file.close())`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  child.stdout.setEncoding('utf8')
  const [first] = await once(child.stdout, 'data')
  await writeMuch(file)
  assert.equal(file.checkpoint(), false)
  child.stdin.write('again')
  const [second] = await once(child.stdout, 'data')
  child.stdin.end()
  await once(child, 'close')
  assert.deepEqual([first, second], ['a 1,2,3\n', 'a 1,2,3\n'])
  assert.equal(file.checkpoint(), true)
})

async function writeMuch(file: File): Promise<void> {
  using array = file.get('/a') as HArray
  array.writeSync(new Float64Array([7, 8, 9]))
  for (let round = 0; round < 5; round++) {
    file.createArray(`/bulk${round}`, new Float64Array(200_000).fill(round)).close()
    file.flush()
    if (round > 0) file.remove(`/bulk${round - 1}`)
    file.flush()
  }
}

test('while PyTables reads, work and going back go on; the file gets it all when PyTables is gone', async () => {
  const filename = path('read.h5')
  const file = File.open(filename, 'w')
  file.createArray('/a', new Float64Array([1]))
  file.flush()
  assert.equal(file.checkpoint(), true)
  const reader = await holdInPyTables(filename, 'r')
  file.createArray('/b', new Float64Array([2]))
  file.createArray('/bulk', new Float64Array(100_000).fill(5))
  file.flush()
  assert.equal(file.checkpoint(), false)
  file.remove('/a')
  file.createArray('/half', new Float64Array(100_000).fill(6))
  file.rollback()
  assert.deepEqual(file.root.names().sort(), ['a', 'b', 'bulk'])
  file.createArray('/c', new Float64Array(100_000).fill(7))
  file.close()
  assert.ok(existsSync(`${filename}-wal`))
  {
    using plain = File.open(filename, 'r')
    assert.deepEqual(plain.root.names().sort(), ['a', 'b', 'bulk', 'c'])
  }
  await reader.release()
  using after = File.open(filename, 'r+')
  assert.deepEqual(numbersIn(after, '/c').slice(-2), [7, 7])
  assert.deepEqual(numbersIn(after, '/bulk').slice(-2), [5, 5])
  assert.ok(after.checkpoint())
})

test('changes larger than the memory that is kept for them go back, or through', () => {
  const filename = path('large.h5')
  const count = 11_000_000
  {
    using file = File.open(filename, 'w')
    using array = file.createArray('/x', new Float64Array(count).fill(1))
    file.flush()
    array.writeSync(2)
    assert.equal(array.readSync({ start: count - 1, stop: count }).data[0], 2)
    file.rollback()
    assert.equal(array.readSync({ start: count - 1, stop: count }).data[0], 1)
    array.writeSync(3)
    file.flush()
  }
  assert.equal(existsSync(`${filename}-wal`), false)
  using file = File.open(filename)
  using array = file.get('/x') as HArray
  assert.ok((array.readSync().data as Float64Array).every((value) => value === 3))
})
