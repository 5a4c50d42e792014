import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { commands } from '../../lib/cli/commands.js'
import { arrayFromNpy } from '../../lib/codec/npy.js'
import { File, ndarray } from '../../lib/h5/index.js'
import { Environment, type Trajectory } from '../../lib/index.js'
import { pypetFixtures } from '../support/fixtures.js'
import { temporaryFolder } from '../support/temporary.js'
import { leaveJournal } from '../vfd/crashed.js'
import { run, runJson } from './run.js'

const inFolder = temporaryFolder()
const plain = inFolder('plain.h5')
const sweep = inFolder('sweep.hdf5')

async function makeSweep(filename: string, values: number[]): Promise<void> {
  const env = new Environment({ trajectory: 'sweep', filename, comment: 'Squares' })
  env.traj.addParameter('x', 0, 'What is squared')
  env.traj.explore({ x: values })
  await env.run((traj: Trajectory) => {
    traj.addResult('z', traj.$.x ** 2, 'The square')
  })
}

before(async () => {
  const file = File.open(plain, 'w', { title: 'A file' })
  file.createArray('/grid', ndarray(Float64Array.of(1, 2.5, Number.NaN, 4, 5, 6), [2, 3]))
  file.createCArray('/packed', { data: new Int32Array(1000), filters: { complib: 'zlib', complevel: 5 } })
  const table = file.createTable('/rows', { columns: { name: '|T16', size: 'int64' } })
  table.append([
    { name: 'one, "two"', size: 1 },
    { name: 'é', size: 2 ** 40 },
  ])
  file.root.attributes.set('unit', 'mV')
  file.createSoftLink('/link', '/grid')
  file.close()
  await makeSweep(sweep, [1, 2, 3])
})

describe('info', () => {
  it('says what a file of trajectories has, also without the name of the command', async () => {
    const { stdout, stderr } = await run([sweep])
    assert.equal(stderr, '')
    assert.match(stdout, /1 trajectory$/m)
    assert.match(stdout, /^Squares$/m)
    assert.match(stdout, /^3 of 3 runs completed$/m)
    assert.match(stdout, /^ {2}parameters\.x +3 values, 1 to 3$/m)
    assert.match(stdout, /^ {2}z +int64 +scalar$/m)
    assert.equal((await run(['info', sweep])).stdout, stdout)
    const { size, trajectories } = await runJson<{ size: number; trajectories: object[] }>(sweep)
    assert.equal(size, readFileSync(sweep).length)
    const [{ time, timestamp, ...known } = {} as Record<string, unknown>] = trajectories as Record<string, unknown>[]
    assert.ok(typeof time === 'string' && typeof timestamp === 'number')
    assert.deepEqual(known, {
      name: 'sweep',
      comment: 'Squares',
      runs: 3,
      completed: 3,
      explored: [{ name: 'parameters.x', distinct: 3, least: 1, most: 3 }],
      results: [{ name: 'z', type: 'int64', shape: [] }],
    })
  })

  it('takes the results of a completed run, and those of no run', async () => {
    const filename = inFolder('half.hdf5')
    const env = new Environment({ trajectory: 'half', filename })
    env.traj.addParameter('mode', 'a')
    env.traj.explore({ mode: ['a', 'b', 'a'] })
    env.traj.addResult('shared.mean', 0.5)
    await assert.rejects(
      env.run((traj: Trajectory) => {
        if (traj.$.mode === 'b') throw new Error('not this one')
        traj.addResult('trace.deep', new Float64Array(6))
        traj.addResult('many', { a: 1, b: ndarray([1, 2, 3, 4], [2, 2]) })
      }),
    )
    const { trajectories } = await runJson<{ trajectories: Record<string, unknown>[] }>('info', filename)
    assert.deepEqual(trajectories[0]!.completed, 1)
    assert.deepEqual(trajectories[0]!.explored, [{ name: 'parameters.mode', distinct: 2 }])
    assert.deepEqual(trajectories[0]!.results, [
      { name: 'many.a', type: 'int64', shape: [] },
      { name: 'many.b', type: 'int64', shape: [2, 2] },
      { name: 'trace.deep', type: 'float64', shape: [6] },
      { name: 'shared.mean', type: 'float64', shape: [] },
    ])
    assert.match((await run([filename])).stdout, /^1 of 3 runs completed$/m)
  })

  it('tells that a file has no trajectories', async () => {
    assert.match((await run([plain])).stdout, /0 trajectories\n'trajstore ls' shows what it has\n$/)
  })
})

describe('ls, tree and show', () => {
  it('list nodes with type, shape and link', async () => {
    const { stdout, stderr } = await run(['ls', plain])
    assert.equal(stderr, '')
    assert.match(stdout, /^grid +Array +float64, 2 × 3, 48 B$/m)
    assert.match(stdout, /^packed +CArray +int32, 1000, .* B, zlib 5, shuffle$/m)
    assert.match(stdout, /^link +SoftLink +→ \/grid$/m)
    const { stdout: tree } = await run(['tree', sweep, '--depth', '2'])
    assert.match(tree, /^sweep +Group/m)
    assert.match(tree, /^ {2}parameters +Group/m)
    assert.doesNotMatch(tree, /^ {4}x/m)
  })

  it('tree shows one of many runs, unless all are wanted', async () => {
    const { stdout } = await run(['tree', sweep])
    assert.match(stdout, /^ {6}run_00000000 +Group\n {8}z +Group\n {10}z .*\n {6}… 2 more runs like run_00000000\n/m)
    assert.doesNotMatch(stdout, /run_00000001/)
    for (const args of [
      ['tree', sweep, '--all'],
      ['tree', sweep, '--json'],
    ]) {
      const all = (await run(args)).stdout
      for (const name of ['run_00000000', 'run_00000001', 'run_00000002']) assert.ok(all.includes(name), name)
      assert.ok(!all.includes('more runs'))
    }
  })

  it('show attributes, rows and leaves', async () => {
    assert.equal((await run(['show', plain, '/', '-A', 'unit'])).stdout, 'mV\n')
    assert.match((await run(['show', plain, '/rows'])).stdout, /^name +size\none, "two" +1\né +1099511627776$/m)
    assert.match((await run(['show', plain, '/packed', '-n', '2'])).stdout, /^0\n0\n… 998 more$/m)
    const leaf = await runJson<{ class: string; comment: string; range: number[] }>('show', sweep, 'parameters.x')
    assert.deepEqual(leaf.range, [1, 2, 3])
    assert.equal(leaf.comment, 'What is squared')
    const byPath = await run(['show', sweep, '/sweep/results/runs/run_00000002/z'])
    assert.match(byPath.stdout, /^results\.runs\.run_00000002\.z {2}Result\n(.*\n)*z +int +9$/m)
  })

  it('say what is not there', async () => {
    const missing = [
      ['show', plain, '/nothing'],
      ['show', plain, 'nothing'],
      ['show', plain, '/', '-A', 'nope'],
      ['ls', plain, '/grid'],
    ]
    for (const args of missing) {
      const { code, stderr } = await run(args)
      assert.equal(code, 2)
      assert.match(stderr, /^trajstore: [^\n]+\n$/)
    }
  })
})

describe('runs', () => {
  it('shows parameters and wanted results', async () => {
    const { rows } = await runJson<{ rows: { values: Record<string, number>; completed: boolean }[] }>(
      'runs',
      sweep,
      '-w',
      'z',
    )
    assert.deepEqual(
      rows.map(({ values }) => values),
      [
        { x: 1, z: 1 },
        { x: 2, z: 4 },
        { x: 3, z: 9 },
      ],
    )
    const { rows: open } = await runJson<{ rows: unknown[] }>('runs', sweep, '--unfinished')
    assert.deepEqual(open, [])
  })
})

describe('names', () => {
  it('of results that no run has are refused, with the nearest', async () => {
    const { code, stdout, stderr } = await run(['runs', sweep, '--with', 'zz'])
    assert.deepEqual([code, stdout], [2, ''])
    assert.equal(stderr, "trajstore: No run of 'sweep' has a result 'zz'; the nearest known name is 'z'.\n")
  })

  it('with dots are taken by ls and tree', async () => {
    assert.match((await run(['ls', sweep, 'results.runs.run_00000000.z'])).stdout, /^z +Array +int64, scalar/)
    assert.match((await run(['tree', sweep, 'results.runs', '-t', 'sweep'])).stdout, /^\/sweep\/results\/runs\n/)
    const wrong = await run(['ls', sweep, 'results.rusn.run_00000000'])
    assert.equal(wrong.code, 2)
    assert.match(
      wrong.stderr,
      /^trajstore: There is no 'results.rusn.run_00000000'.*did you mean 'runs' instead of 'rusn'\?\n$/,
    )
  })
})

describe('dump', () => {
  it('tells truth values and small numbers of tables from text', async () => {
    const filename = inFolder('bytes.h5')
    using file = File.open(filename, 'w')
    const table = file.createTable('/t', { columns: { flag: 'bool', byte: 'uint8' } })
    table.append({ flag: [true, false], byte: Uint8Array.of(65, 0) })
    file.close()
    assert.deepEqual(await runJson('dump', filename, '/t'), { flag: [true, false], byte: [65, 0] })
    assert.deepEqual(await runJson('dump', filename, '/t', '-i', 'byte'), [65, 0])
    assert.equal((await run(['dump', filename, '/t', '--csv'])).stdout, 'flag,byte\ntrue,65\nfalse,0\n')
    assert.match((await run(['show', filename, '/t'])).stdout, /^flag +byte\ntrue +65\nfalse +0$/m)
  })

  it('writes CSV that quotes what it must', async () => {
    assert.equal(
      (await run(['dump', plain, '/rows', '--csv'])).stdout,
      'name,size\n"one, ""two""",1\né,1099511627776\n',
    )
    assert.equal((await run(['dump', plain, '/grid', '--csv'])).stdout, '1,2.5,NaN\n4,5,6\n')
  })

  it("writes numpy's format, of arrays, columns and items", async () => {
    const { bytes } = await run(['dump', plain, '/grid', '--npy'])
    assert.deepEqual(arrayFromNpy(bytes, 'it').toArray(), [
      [1, 2.5, Number.NaN],
      [4, 5, 6],
    ])
    const column = inFolder('column.npy')
    assert.equal((await run(['dump', plain, '/rows', '--npy', '-i', 'size', '-o', column])).code, 0)
    assert.deepEqual([...arrayFromNpy(readFileSync(column), 'it').elements()], [1n, 2n ** 40n])
    const refused = await run(['dump', plain, '/rows', '--npy'])
    assert.equal(refused.code, 2)
  })

  it('writes frames with their labels', async () => {
    const file = join(pypetFixtures(), 'frames_table.hdf5')
    const { stdout } = await run(['dump', file, 'results.f.dates', '--csv'])
    const [head, first] = stdout.split('\n')
    assert.match(head!, /^index,/)
    assert.equal(first!.split(',').length, head!.split(',').length)
  })

  it('is JSON of a leaf by default, and takes one form only', async () => {
    const { stdout } = await run(['dump', sweep, 'results.runs.run_00000001.z'])
    assert.deepEqual(JSON.parse(stdout), { z: 4 })
    assert.equal((await run(['dump', plain, '/grid', '--csv', '--npy'])).code, 2)
  })
})

describe('diff', () => {
  it('finds what differs, by exit code 1', async () => {
    const other = inFolder('other.h5')
    const file = File.open(other, 'w', { title: 'A file' })
    file.createArray('/grid', ndarray(Float64Array.of(1, 2.5, Number.NaN, 4, 5, 7), [2, 3]))
    file.createArray('/rows', new Float64Array(2))
    file.createArray('/packed', new Int32Array(3))
    file.root.attributes.set('unit', 'V')
    file.createSoftLink('/link', '/rows')
    file.close()
    const { code, stdout } = await run(['diff', plain, other, '--json'])
    assert.equal(code, 1)
    const found = (JSON.parse(stdout) as { path: string; what: string }[]).map(({ path, what }) => `${path} ${what}`)
    assert.deepEqual(found.sort(), [
      '/ @unit',
      '/grid data',
      '/link target',
      '/packed kind',
      '/packed shape',
      '/rows dtype',
      '/rows kind',
    ])
  })
})

describe('recover and status', () => {
  it('tell of the journal and bring it into the file', async () => {
    const file = inFolder('crashed.h5')
    leaveJournal(file)
    const { state, journal } = await runJson<{ state: string; journal: { pending: number } }>('status', file)
    assert.equal(state, 'needs recovery')
    assert.ok(journal.pending > 0)
    assert.match((await run(['status', file])).stdout, /trajstore recover/)
    const { recovered } = await runJson<{ recovered: number }>('recover', file)
    assert.equal(recovered, journal.pending)
    assert.equal((await runJson<{ state: string }>('status', file)).state, 'clean')
    assert.deepEqual(
      (await runJson<{ path: string }[]>('ls', file)).map(({ path }) => path),
      ['/a', '/b', '/c'],
    )
  })

  it('say when a process is writing', async () => {
    const file = File.open(inFolder('writing.h5'), 'w')
    file.flush()
    assert.equal((await runJson<{ state: string }>('status', file.filename)).state, 'in use')
    assert.equal((await run(['recover', file.filename])).code, 2)
    file.close()
  })
})

describe('merge and check', () => {
  it('joins runs', async () => {
    const [first, second] = [inFolder('first.hdf5'), inFolder('second.hdf5')]
    await makeSweep(first, [1, 2])
    await makeSweep(second, [2, 3])
    const merged = await runJson<{ runs: number }>('merge', first, second, '--remove-duplicates', '--no-backup')
    assert.equal(merged.runs, 3)
    const { rows } = await runJson<{ rows: { values: object }[] }>('runs', first, '-w', 'z')
    assert.deepEqual(
      rows.map(({ values }) => values),
      [
        { x: 1, z: 1 },
        { x: 2, z: 4 },
        { x: 3, z: 9 },
      ],
    )
    assert.equal((await run(['check', first])).code, 0)
  })

  it('does not say that nothing is wrong after it said something', async () => {
    const file = inFolder('unfinished.hdf5')
    const env = new Environment({ trajectory: 'unfinished', filename: file })
    env.traj.addParameter('x', 0)
    env.traj.explore({ x: [1, 2] })
    await env.traj.store()
    const { code, stdout } = await run(['check', file])
    assert.equal(code, 0)
    assert.match(stdout, /2 runs of 2 not completed\n\d+ nodes read, no damage, 1 note\n$/)
  })

  it('finds a damaged chunk, and goes on', async () => {
    const file = inFolder('damaged.h5')
    const made = File.open(file, 'w')
    const data = Float64Array.from({ length: 4096 }, (_, i) => i / 7)
    made.createCArray('/data', { data, filters: { complib: 'zlib', complevel: 5 } })
    made.createArray('/good', [1])
    made.close()
    const bytes = readFileSync(file)
    const chunk = bytes.indexOf(Buffer.from([0x78, 0x5e]))
    assert.ok(chunk > 0)
    const { writeFileSync } = await import('node:fs')
    writeFileSync(file, bytes.fill(0xff, chunk + 2, chunk + 40))
    const { code, stdout } = await run(['check', file, '--json'])
    const { problems, nodes } = JSON.parse(stdout) as { problems: { path: string; code: string }[]; nodes: number }
    assert.deepEqual(
      [code, nodes, problems.map((problem) => [problem.path, problem.code])],
      [1, 3, [['/data', 'ERR_CORRUPT']]],
    )
  })
})

describe('the terminal', () => {
  it('gets colours, unless NO_COLOR; nothing else does', async () => {
    const isColoured = (text: string): boolean => text.includes('\x1b[')
    assert.ok(isColoured((await run(['ls', sweep], { isTerminal: true })).stdout))
    assert.ok(!isColoured((await run(['ls', sweep], { isTerminal: true, env: { NO_COLOR: '1' } })).stdout))
    assert.ok(!isColoured((await run(['ls', sweep])).stdout))
  })

  it('is safe from names in files', async () => {
    const file = File.open(inFolder('hostile.h5'), 'w')
    file.createArray('/\x1b[2Jevil', [1])
    file.close()
    const { stdout } = await run(['ls', inFolder('hostile.h5')])
    assert.match(stdout, /^\\x1b\[2Jevil/)
  })

  it('gets help for every command, and a hint for a wrong one', async () => {
    const { stdout } = await run([])
    assert.match(stdout, /Exit codes: 0 success,\n1 differences or problems found, 2 /)
    assert.match(stdout, /^ {2}repack +rewrites the file without unused space$/m)
    for (const { name } of commands) {
      assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'))
      const help = await run([name, '--help'])
      assert.equal(help.code, 0)
      assert.match(help.stdout, new RegExp(`^Usage: trajstore ${name}`))
    }
    const { code, stderr } = await run(['rnus'])
    assert.equal(code, 2)
    assert.match(stderr, /did you mean 'runs'/)
    const far = await run(['summarize'])
    assert.equal(far.code, 2)
    assert.equal(far.stderr, "trajstore: there is no command and no file 'summarize'. See trajstore --help\n")
    for (const args of [['ls'], ['ls', 'a', 'b', 'c'], ['ls', '--nope', plain], ['tree', plain, '-d', 'x']]) {
      const wrong = await run(args)
      assert.equal(wrong.code, 2)
      assert.match(wrong.stderr, /^trajstore: [^\n]+\n$/)
    }
  })

  it('gets one sentence and exit code 2 when the output cannot be written', () => {
    const program = fileURLToPath(new URL('../../lib/cli/index.ts', import.meta.url))
    const full = openSync('/dev/full', 'w')
    const args = ['--import', 'tsx', program, 'dump', plain, '/packed']
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' })
    closeSync(full)
    assert.equal(status, 2)
    assert.match(stderr, /^trajstore: The output cannot be written: [^\n]*no space left on device[^\n]*\n$/)
  })

  it('ends as a process with the exit code', () => {
    const program = fileURLToPath(new URL('../../lib/cli/index.ts', import.meta.url))
    const start = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', program, ...args], { encoding: 'utf8' })
    assert.equal(start('versions').status, 0)
    assert.match(start('versions').stdout, /^hdf5 +1\./m)
    assert.equal(start('ls', inFolder('nothing')).status, 2)
    assert.equal(start('diff', plain, sweep).status, 1)
  })
})
