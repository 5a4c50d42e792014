import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  InvalidTypeError,
  NoSuchServiceError,
  type Parameter,
  type Result,
  ServiceStateError,
  type StorageService,
  Trajectory,
  TrajstoreError,
} from '../../lib/index.js'

/** What a service, or a wrapper around one, must be given to be tested. */
export interface ServiceUnderTest {
  /** A service whose storage is empty. */
  readonly make: () => StorageService | Promise<StorageService>
  /** A service that sees what the other has stored, once that is done. */
  readonly reopen: (service: StorageService) => StorageService | Promise<StorageService>
  /** Whether it loads; senders of queues do not. */
  readonly loads?: boolean
  /** Whether it answers a failing message by rejecting, or reports it elsewhere. */
  readonly rejects?: boolean
}

/** What every storage service promises, however it reaches the file. */
export function serviceContract(name: string, under: ServiceUnderTest): void {
  const { loads = true, rejects = true } = under
  const everything = { parameters: 'data', derivedParameters: 'data', results: 'data', other: 'data' } as const

  async function fresh(): Promise<Trajectory> {
    const traj = new Trajectory('t', { storageService: await under.make() }) as Trajectory
    traj.addParameter('g.p', 1, 'a parameter')
    traj.addResult('r', { a: 1, 'b.c': 'text' }, 'a result').annotations.set({ note: 1 })
    traj.addLink('link', traj.get('r'))
    traj.explore({ p: [1, 2] })
    return traj
  }

  async function loaded(traj: Trajectory): Promise<Trajectory> {
    const twin = new Trajectory('t', { storageService: await under.reopen(traj.service) }) as Trajectory
    await twin.load(everything)
    return twin
  }

  describe(`${name} as a storage service`, () => {
    it('stores a trajectory that another service loads', async () => {
      const traj = await fresh()
      await traj.store()
      const twin = await loaded(traj)
      assert.deepEqual(
        [twin.length, twin.get<Parameter>('p').range, twin.get<Result>('r').toDict()],
        [2, [1, 2], { a: 1, 'b.c': 'text' }],
      )
      assert.deepEqual(
        [twin.get('p').comment, twin.get('r').annotations.toDict(), twin.link('link')],
        ['a parameter', { note: 1 }, twin.get('results.r')],
      )
    })

    it('stores single leaves, groups and trees', async () => {
      const traj = await fresh()
      await traj.store({ onlyInit: true })
      await traj.store(['p'])
      await traj.storeChild('results.r')
      const group = traj.addResultGroup('group', 'a group')
      await group.store()
      const twin = await loaded(traj)
      assert.deepEqual(
        [twin.get<Parameter>('p').range, twin.get('results.group').comment, twin.get<Result>('r').get('a')],
        [[1, 2], 'a group', 1],
      )
    })

    it('never changes what is there unless it is told to', async () => {
      const traj = await fresh()
      await traj.store()
      traj.get<Result>('r').set({ a: 5, d: 6 })
      await traj.store('r')
      assert.deepEqual((await loaded(traj)).get<Result>('r').toDict(), { a: 1, 'b.c': 'text', d: 6 })
      await traj.store('r', { storeData: 'overwrite' })
      assert.equal((await loaded(traj)).get<Result>('r').get('a'), 5)
    })

    it('stores what a run adds, and that it is completed', async () => {
      const traj = await fresh()
      await traj.store()
      traj.startRun(1)
      traj.addResult('z', 2)
      await traj.finalizeRun()
      const twin = await loaded(traj)
      assert.deepEqual(
        [twin.value('results.runs.run_00000001.z'), twin.isCompleted(1), twin.isCompleted(0)],
        [2, true, false],
      )
    })

    it('deletes leaves, groups and links', async () => {
      const traj = await fresh()
      traj.addResult('x.y', 1)
      await traj.store()
      await traj.deleteLinks('link')
      await traj.deleteItems('x', { recursive: true })
      await traj.deleteItems('r', { deleteOnly: 'a' })
      const twin = await loaded(traj)
      assert.deepEqual(
        [twin.contains('results.x'), twin.link('link'), twin.get<Result>('r').toDict()],
        [false, undefined, { 'b.c': 'text' }],
      )
    })

    it('answers messages one after another, in the order in which they came', async () => {
      const traj = await fresh()
      await traj.store()
      const leaves = Array.from({ length: 20 }, (_, i) => traj.addResult(`many.r${i}`, i))
      await Promise.all(leaves.map((leaf) => traj.store([leaf])))
      const twin = await loaded(traj)
      assert.deepEqual(
        leaves.map(({ fullName }) => twin.value(fullName)),
        leaves.map((_, i) => i),
      )
    })

    it('keeps the file open between OPEN_FILE and CLOSE_FILE', async () => {
      const traj = await fresh()
      await traj.store()
      await traj.service.store('OPEN_FILE', null, { trajectoryName: 't' })
      await traj.store([traj.addResult('late', 1)])
      await traj.service.store('FLUSH', null, { trajectoryName: 't' })
      await traj.service.store('CLOSE_FILE', null, { trajectoryName: 't' })
      assert.equal(traj.service.isOpen, false)
      assert.equal((await loaded(traj)).value('late'), 1)
    })

    if (rejects) {
      it('refuses what it does not know and what makes no sense', async () => {
        const traj = await fresh()
        await assert.rejects(traj.service.store('STORE_ALL', traj), NoSuchServiceError)
        await traj.store()
        const twin = new Trajectory('t', { storageService: traj.service })
        await assert.rejects(twin.store(), ServiceStateError)
        await assert.rejects(traj.deleteItems('parameters'), InvalidTypeError)
        await assert.rejects(traj.loadChild('results.nothing'), TrajstoreError)
      })
    }

    if (loads) {
      it('loads what is missing in memory, and nothing else', async () => {
        const traj = await fresh()
        await traj.store()
        const twin = new Trajectory('t', { storageService: await under.reopen(traj.service) }) as Trajectory
        await twin.load()
        const r = twin.get<Result>('r')
        assert.deepEqual([twin.value('p'), r.isEmpty(), r.comment], [1, true, 'a result'])
        await twin.load('r')
        assert.equal(r.get('a'), 1)
        r.set({ a: 9 })
        await twin.load('r')
        assert.equal(r.get('a'), 9)
        await twin.load('r', { loadOnly: 'a' })
        assert.equal(r.get('a'), 1)
      })
    }
  })
}
