import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type ArrayDataset, File, ndarray, type Slice } from '../../lib/h5/index.js'
import { fc } from '../support/property.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

type Axis = number | Slice | null
const product = (shape: readonly number[]): number => shape.reduce((total, length) => total * length, 1)

// --- the model: positions of selected elements, by Python's rules ---------------------------------------------------

function positionsOf(axis: Axis, length: number): number[] {
  if (typeof axis === 'number') return [axis < 0 ? axis + length : axis]
  const { start, stop, step = 1 } = axis ?? {}
  const all = Array.from({ length }, (_, index) => index)
  return all.slice(start ?? 0, stop ?? length).filter((_, index) => index % step === 0)
}

function modelOf(shape: readonly number[], axes: readonly Axis[]): { shape: number[]; flat: number[] } {
  const positions = shape.map((length, axis) => positionsOf(axes[axis] ?? null, length))
  const flat = positions.reduce<number[]>(
    (before, along, axis) => before.flatMap((base) => along.map((position) => base * shape[axis]! + position)),
    [0],
  )
  const kept = positions.filter((_, axis) => typeof axes[axis] !== 'number')
  return { shape: kept.map(({ length }) => length), flat }
}

// --- what is asked --------------------------------------------------------------------------------------------------

const sliceOf = (length: number): fc.Arbitrary<Slice> =>
  fc.record(
    {
      start: fc.integer({ min: -length - 2, max: length + 2 }),
      stop: fc.integer({ min: -length - 2, max: length + 2 }),
      step: fc.integer({ min: 1, max: length + 2 }),
    },
    { requiredKeys: [] },
  )

const axisOf = (length: number): fc.Arbitrary<Axis> =>
  fc.oneof(fc.constant(null), sliceOf(length), fc.integer({ min: -length, max: length - 1 }))

const request = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    axes: fc.tuple(...shape.map(axisOf)).map((axes): Axis[] => axes),
    chunkshape: fc.tuple(...shape.map(() => fc.integer({ min: 1, max: 4 }))).map((chunks): number[] => chunks),
    layout: fc.constantFrom('contiguous', 'chunked', 'zlib', 'blosc', 'lzo'),
  }),
)

type Request = typeof request extends fc.Arbitrary<infer T> ? T : never

let count = 0
function create(file: File, { shape, chunkshape, layout }: Request): ArrayDataset {
  const data = ndarray(
    Int32Array.from({ length: product(shape) }, (_, index) => index),
    shape,
    '<i4',
  )
  const path = `/a${count++}`
  if (layout === 'contiguous') return file.createArray(path, data)
  const filters = layout === 'chunked' ? {} : { filters: { complib: layout, fletcher32: layout === 'zlib' } }
  return file.createCArray(path, { data, chunkshape, ...filters })
}

it('reads any selection of any layout as the model does', async () => {
  using file = File.open(inFolder('read.h5'), 'w')
  await fc.assert(
    fc.asyncProperty(request, async (given) => {
      using node = create(file, given)
      const expected = modelOf(given.shape, given.axes)
      for (const found of [node.readSync({ selection: given.axes }), await node.read({ selection: given.axes })]) {
        assert.deepEqual(found.shape, expected.shape)
        assert.deepEqual(Array.from(found.data as Int32Array), expected.flat)
      }
    }),
    { numRuns: 300 },
  )
})

it('reads the same from a file that nobody writes', () => {
  const filename = inFolder('only-read.h5')
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 8 }), (requests) => {
      const paths: string[] = []
      {
        using file = File.open(filename, 'w')
        for (const given of requests) {
          using node = create(file, given)
          paths.push(node.path)
        }
      }
      using file = File.open(filename)
      requests.forEach((given, index) => {
        const expected = modelOf(given.shape, given.axes)
        using node = file.get(paths[index]!) as ArrayDataset
        const found = node.readSync({ selection: given.axes })
        assert.deepEqual(found.shape, expected.shape)
        assert.deepEqual(Array.from(found.data as Int32Array), expected.flat)
      })
    }),
    { numRuns: 100 },
  )
})

it('reads megabytes of h5py, whatever the layout and the byte order', () => {
  const filename = inFolder('megabytes.h5')
  const shape = [700, 1000]
  runPython(
    `import h5py, json, numpy, sys
numbers = numpy.arange(700000).reshape(700, 1000)
with h5py.File(json.load(sys.stdin), 'w') as file:
    for dtype in '<f8', '>f8', '<f4':
        for name, options in ('contiguous', {}), ('chunked', {'chunks': (64, 300)}), ('zlib', {'chunks': (64, 1000), 'compression': 1}):
            file.create_dataset(name + ' ' + dtype, data=numbers.astype(dtype), **options)
print('null')`,
    filename,
  )
  for (const mode of ['r', 'r+'] as const) {
    using file = File.open(filename, mode)
    for (const name of file.root.names()) {
      using node = file.get(`/${name}`) as ArrayDataset
      for (const selection of [[], [{ start: 3, stop: 640 }], [{ step: 7 }, { start: 250, stop: 950 }], [null, 17]]) {
        const found = Array.from(node.readSync({ selection }).data as Float64Array)
        assert.deepEqual(found, modelOf(shape, selection).flat, `${mode} ${name}`)
      }
    }
  }
})

it('reads a range of rows like a selection of the first axis', () => {
  using file = File.open(inFolder('rows.h5'), 'w')
  fc.assert(
    fc.property(request, sliceOf(7), (given, slice) => {
      using node = create(file, given)
      assert.deepEqual(node.readSync(slice), node.readSync({ selection: [slice] }))
    }),
  )
})

it('writes any selection and nothing beside it', async () => {
  using file = File.open(inFolder('write.h5'), 'w')
  await fc.assert(
    fc.asyncProperty(request, fc.boolean(), async (given, fill) => {
      using node = create(file, given)
      const { shape, flat } = modelOf(given.shape, given.axes)
      const expected = Array.from({ length: product(given.shape) }, (_, index) => index)
      const block = flat.map((_, index) => (fill ? -7 : -index - 1))
      flat.forEach((position, index) => {
        expected[position] = block[index]!
      })
      const data = fill ? -7 : ndarray(Int32Array.from(block), shape, '<i4')
      await node.write(data, { selection: given.axes })
      assert.deepEqual(Array.from(node.readSync().data as Int32Array), expected)
    }),
    { numRuns: 200 },
  )
})

it('sees what another node of the same dataset wrote', () => {
  using file = File.open(inFolder('coherent.h5'), 'w')
  const first = file.createCArray('/x', { data: [1, 2, 3, 4], chunkshape: [4], filters: { complib: 'zlib' } })
  const second = file.get('/x') as ArrayDataset
  assert.equal(second.readSync().get(0), 1n)
  first.writeSync([9], { start: 0, stop: 1 })
  assert.equal(second.readSync().get(0), 9n)
  file.move('/x', '/y')
  assert.equal(second.readSync().get(0), 9n)
})
