import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { InvalidValueError } from '../../lib/errors.js'
import { File, type Group } from '../../lib/h5/index.js'
import type { AttributeValue, DatasetPlan, GroupPlan, Plan, Stored } from '../../lib/h5/plan.js'
import { fc } from '../support/property.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

/** Small nodes are written as the bytes that libhdf5 would write: it and all others must take them for its own. */

const inFolder = temporaryFolder()

const bytes = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

const name = fc.oneof(fc.stringMatching(/^[a-zé☃]{1,12}$/), fc.constantFrom('x'.repeat(255), 'y'.repeat(256)))
const attribute: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  fc.boolean(),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.array(fc.integer({ min: 0, max: 2 ** 16 - 1 }), { maxLength: 9 }).map((list) => ({
    dtype: '<u2',
    shape: [list.length],
    data: bytes(Uint16Array.from(list)),
  })),
  fc.double().map((value) => ({ dtype: '<f8', shape: [], data: bytes(Float64Array.of(value)) })),
)
const attributes = fc.dictionary(fc.stringMatching(/^[a-zß]{1,20}$/), attribute, { maxKeys: 12 }).map((entries) => {
  return new Map(Object.entries(entries))
})
const dataset = fc.tuple(attributes, fc.array(fc.double(), { minLength: 1, maxLength: 50 })).map(
  ([given, values]): Omit<DatasetPlan, 'name'> => ({
    kind: 'dataset',
    layout: 'contiguous',
    dtype: '<f8',
    shape: values.length === 1 ? [] : [values.length],
    data: bytes(Float64Array.from(values)),
    attributes: given,
  }),
)
const { node } = fc.letrec<{ node: Omit<Plan, 'name'> }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, dataset, group(tie('node'))),
}))

function group(child: fc.Arbitrary<Omit<Plan, 'name'>>): fc.Arbitrary<Omit<Plan, 'name'>> {
  return fc.tuple(attributes, children(child)).map(([given, plans]) => ({
    kind: 'group' as const,
    attributes: given,
    children: plans,
  }))
}

function children(child: fc.Arbitrary<Omit<Plan, 'name'>>): fc.Arbitrary<Plan[]> {
  const named = fc.tuple(name, child).map(([given, plan]) => ({ ...plan, name: given }) as Plan)
  return fc.uniqueArray(named, { selector: (plan) => plan.name, maxLength: 5 })
}

/** What reading gives: sorted by name, attributes as a list. */
const comparable = (nodes: readonly (Plan | Stored)[]): unknown[] =>
  nodes
    .map((one) => ({
      name: one.name,
      kind: one.kind,
      attributes: [...one.attributes].sort(([a], [b]) => (a < b ? -1 : 1)),
      ...(one.kind === 'group'
        ? { children: comparable(one.children) }
        : { shape: one.shape, dtype: one.dtype, data: Buffer.from(one.data).toString('hex') }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const plain = (value: AttributeValue): AttributeValue =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value

const asRead = (plans: readonly Plan[]): Plan[] =>
  plans.map((plan) => {
    const attributes = new Map([...plan.attributes].map(([key, value]) => [key, plain(value)]))
    return plan.kind === 'group' ? { ...plan, attributes, children: asRead(plan.children) } : { ...plan, attributes }
  })

const leaf = (index: number): GroupPlan => ({
  kind: 'group',
  name: `leaf_${index}`,
  attributes: new Map<string, AttributeValue>([
    ['comment', `number ${index}`],
    ['marked', true],
  ]),
  children: [
    {
      kind: 'dataset',
      name: 'data',
      layout: 'contiguous',
      dtype: '<f8',
      shape: [3],
      data: bytes(Float64Array.of(index, 1, 2)),
      attributes: new Map([['unit', 'mV']]),
    },
  ],
})

describe('stamped nodes', () => {
  it('are read by libhdf5 and from their bytes as they were planned', async () => {
    const filename = inFolder('property.h5')
    await fc.assert(
      fc.asyncProperty(children(node), async (plans) => {
        {
          using file = File.open(filename, 'w')
          await file.createGroup('/nodes').write(plans)
          // Open for writing, libhdf5 reads them.
          assert.deepEqual(comparable(await (file.get('/nodes') as Group).read()), comparable(asRead(plans)))
        }
        using file = File.open(filename)
        assert.deepEqual(comparable(await (file.get('/nodes') as Group).read()), comparable(asRead(plans)))
      }),
      { numRuns: 60 },
    )
  })

  it('have names as long as HDF5 allows', async () => {
    const filename = inFolder('long.h5')
    const long = 'x'.repeat(70_000)
    const plan = { ...leaf(0), children: [{ ...leaf(1), name: long }, leaf(2)] }
    using file = File.open(filename, 'w')
    await file.createGroup('/nodes').write([plan])
    assert.deepEqual((file.get('/nodes/leaf_0') as Group).names(), ['leaf_2', long])
  })

  it('are extended, overwritten, renamed, copied and removed by PyTables', async () => {
    const filename = inFolder('extended.h5')
    {
      using file = File.open(filename, 'w')
      const nodes = file.createGroup('/nodes')
      await nodes.write([0, 1, 2, 3].map(leaf))
      await nodes.write([leaf(4)])
    }
    const seen = runPython<unknown>(
      `
import json, sys, tables
filename = json.load(sys.stdin)
with tables.open_file(filename, 'a') as file:
    nodes = file.root.nodes
    for i in range(30):
        nodes.leaf_0._v_attrs['extra %d' % i] = 'x' * i
        nodes.leaf_0.data.attrs['extra %d' % i] = i
        file.create_array(nodes.leaf_0, 'array_%d' % i, [1.0, i])
    del nodes.leaf_0._v_attrs['extra 3']
    nodes.leaf_1.data[:] = 7
    file.copy_node(nodes.leaf_1, nodes, 'copy', recursive=True)
    file.rename_node(nodes.leaf_2, 'renamed')
    file.remove_node(nodes.leaf_3, recursive=True)
    for i in range(30):
        file.create_array(nodes, 'more_%d' % i, list(range(500)))
with tables.open_file(filename) as file:
    nodes = file.root.nodes
    json.dump([sorted(nodes._v_children)[-5:], len(nodes.leaf_0._v_attrs._v_attrnamesuser), nodes.leaf_0.array_29[:],
               nodes.copy.data[:].tolist(), nodes.renamed._v_attrs.comment, nodes.leaf_4.data[:].tolist(),
               nodes.leaf_4.data.attrs.unit, bool(nodes.leaf_4._v_attrs.marked), nodes.leaf_4._v_title], sys.stdout)
`,
      filename,
    )
    assert.deepEqual(seen, [
      ['more_6', 'more_7', 'more_8', 'more_9', 'renamed'],
      31,
      [1, 29],
      [7, 7, 7],
      'number 2',
      [4, 1, 2],
      'mV',
      true,
      '',
    ])
    using file = File.open(filename, 'r+')
    file.remove('/nodes/leaf_4')
    file.copy('/nodes/leaf_0', '/again')
    file.flush()
    const again = await (file.get('/again') as Group).read()
    assert.equal(again.length, 31)
  })

  it('take no more space one by one than a sixth above what they take at once', async () => {
    const size = async (name: string, batches: readonly Plan[][]) => {
      const filename = inFolder(name)
      {
        using file = File.open(filename, 'w')
        const nodes = file.createGroup('/nodes')
        for (const batch of batches) await nodes.write(batch)
      }
      return statSync(filename).size
    }
    const plans = Array.from({ length: 400 }, (_, index) => leaf(index))
    const atOnce = await size('at-once.h5', [plans])
    const oneByOne = await size(
      'one-by-one.h5',
      plans.map((plan) => [plan]),
    )
    assert.ok(oneByOne < (atOnce * 7) / 6, `${oneByOne} bytes one by one, ${atOnce} at once`)
  })

  for (const durability of ['none', 'process', 'commit'] as const) {
    it(`lie apart, small and large ones, over transactions that fail and new sessions (${durability})`, async () => {
      const filename = inFolder(`apart-${durability}.h5`)
      File.open(filename, 'w').close()
      const large = (index: number): GroupPlan => {
        const plan = leaf(index)
        const data = bytes(new Float64Array(1000 + (index % 300)).fill(index))
        return { ...plan, children: [{ ...(plan.children[0] as DatasetPlan), shape: [data.length / 8], data }] }
      }
      const plan = (index: number) => (index % 7 === 0 ? large(index) : leaf(index))
      for (let session = 0; session < 3; session++) {
        using file = File.open(filename, 'r+', { durability })
        const nodes = () => file.root.requireGroup('/nodes')
        for (let index = session * 100; index < session * 100 + 100; index++) {
          await nodes().write([plan(index)])
          if (index % 9 === 0) file.flush()
          if (index % 25 !== 24 || durability === 'none') continue
          await assert.rejects(
            file.transaction(async () => {
              await nodes().write(Array.from({ length: 20 }, (_, i) => leaf(1000 + i)))
              throw new Error('no')
            }),
            /no/,
          )
        }
      }
      const seen = runPython<[number, boolean]>(
        `
import h5py, json, sys
with h5py.File(json.load(sys.stdin)) as file:
    right = all(node['data'][0] == int(name[5:]) and node.attrs['comment'] == b'number ' + name[5:].encode()
                for name, node in file['nodes'].items())
    json.dump([len(file['nodes']), right], sys.stdout)
`,
        filename,
      )
      assert.deepEqual(seen, [300, true])
    })
  }

  it('have no children or attributes twice, and are all made or none', async () => {
    using file = File.open(inFolder('twice.h5'), 'w')
    const nodes = file.createGroup('/nodes')
    const twice = { ...leaf(1), children: [...leaf(1).children, ...leaf(1).children] }
    await assert.rejects(nodes.write([leaf(0), twice]), { code: 'ERR_EXISTS' })
    await assert.rejects(nodes.write([leaf(0), leaf(1), leaf(0)]), /leaf_0/)
    const tooLong = { ...leaf(1), attributes: new Map([['text', 'x'.repeat(2 ** 16)]]) }
    await assert.rejects(nodes.write([leaf(0), tooLong]), { code: 'ERR_LIMIT' })
    const unnamed = { ...leaf(1), name: 'a/b' }
    await assert.rejects(nodes.write([leaf(0), unnamed]), InvalidValueError)
    assert.deepEqual(nodes.names(), [])
    await nodes.write([leaf(0)])
    await assert.rejects(nodes.write([leaf(1), leaf(0)]), { code: 'ERR_EXISTS' })
    assert.deepEqual(nodes.names(), ['leaf_0'])
  })
})
