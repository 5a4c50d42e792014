import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { File } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

describe('names that PyTables hides', () => {
  it('are walked but for its indexes of tables, which an option shows', () => {
    using file = File.open(inFolder('hidden.h5'), 'w')
    for (const name of ['_i_x', '_p_x', '_i_t', '_p_t', 't']) file.createGroup(`/${name}/below`)
    const visible = ['_i_x', '_i_x/below', '_p_t', '_p_t/below', '_p_x', '_p_x/below', 't', 't/below']
    assert.deepEqual(
      Array.from(file.walk(), ({ path }) => path.slice(1)),
      visible,
    )
    assert.deepEqual(
      Array.from(file.walk({ indexes: true }), ({ path }) => path.slice(1)),
      [...visible, '_i_t', '_i_t/below'].sort(),
    )
    assert.deepEqual(
      Array.from(file.root, ({ name }) => name),
      ['_i_x', '_p_t', '_p_x', 't'],
    )
    assert.throws(() => file.walk({ hidden: true } as object), { code: 'ERR_UNKNOWN_OPTION' })
  })
})

describe('the order of creation', () => {
  const program = `
import h5py, json, sys
with h5py.File(json.load(sys.stdin), 'w', track_order=True) as f:
    for n in ('zeta', 'alpha', 'mid'): f.create_group(n, track_order=True)
    for i in range(1, 12): f['zeta'].create_dataset('1.%d' % i, data=0)
    g = f.create_group('plain', track_order=False); g['b'] = 1; g['a'] = 1
json.dump(None, sys.stdout)`

  it('is had where the file has it', () => {
    const filename = inFolder('order.h5')
    runPython(program, filename)
    using file = File.open(filename)
    assert.deepEqual(file.root.names({ order: 'creation' }), ['zeta', 'alpha', 'mid', 'plain'])
    assert.deepEqual(file.root.names(), ['alpha', 'mid', 'plain', 'zeta'])
    const zeta = Array.from({ length: 11 }, (_, i) => `1.${i + 1}`)
    const listed = file.root.list({ order: 'creation', datasets: true }).map(({ name }) => name)
    assert.deepEqual(listed, ['zeta', 'alpha', 'mid', 'plain'])
    const walked = Array.from(file.walk({ order: 'creation' }), ({ path }) => path)
    const plain = ['/plain', '/plain/a', '/plain/b']
    assert.deepEqual(walked, ['/zeta', ...zeta.map((name) => `/zeta/${name}`), '/alpha', '/mid', ...plain])
    assert.throws(() => file.root.names({ order: 'size' as 'name' }), { code: 'ERR_INVALID_VALUE' })
  })
})
