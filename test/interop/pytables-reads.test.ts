import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AttributeInput, File } from '../../lib/h5/index.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

const attributes: Record<string, { value: AttributeInput; python: string }> = {
  text: { value: 'Größe in µm', python: "str_('Größe in µm')" },
  empty: { value: '', python: "str_('')" },
  dot: { value: "cos\nsystem\n(S'exit 1'\ntR.", python: 'str_("cos\\nsystem\\n(S\'exit 1\'\\ntR.")' },
  long: { value: 'x'.repeat(60000), python: "str_('x' * 60000)" },
  integer: { value: 7, python: 'int64(7)' },
  large: { value: -(2n ** 63n), python: 'int64(-2**63)' },
  unsigned: { value: 2n ** 64n - 1n, python: 'uint64(2**64 - 1)' },
  real: { value: 0.5, python: 'float64(0.5)' },
  negativeZero: { value: -0, python: 'float64(-0.0)' },
  flag: { value: true, python: 'bool_(True)' },
  float32: { value: Float32Array.of(1, 2.5), python: "array([1, 2.5], 'f4')" },
  none: { value: new Int16Array(0), python: "array([], 'i2')" },
  list: { value: [1, 2, 3], python: 'array([1., 2., 3.])' },
  matrix: {
    value: { dtype: '<i4', shape: [2, 2], data: new Uint8Array(Int32Array.of(1, 2, 3, 4).buffer) },
    python: "array([[1, 2], [3, 4]], 'i4')",
  },
  complex: {
    value: { dtype: '<c16', shape: [], data: new Uint8Array(Float64Array.of(1, -2).buffer) },
    python: 'complex128(1 - 2j)',
  },
  bytes: { value: { dtype: '|S3', shape: [], data: Buffer.from('abc') }, python: "bytes_(b'abc')" },
  half: { value: { dtype: '<f2', shape: [], data: Uint8Array.of(0, 0x3c) }, python: 'float16(1)' },
}

const readAttributes = `
import json, sys, tables
from numpy import *
filename, expected = json.load(sys.stdin)
with tables.open_file(filename) as file:
    for node in file.get_node('/group'), file.get_node('/group/array'):
        for name, python in expected.items():
            found, wanted = node._v_attrs[name], eval(python)
            assert type(found) == type(wanted) and found.dtype == wanted.dtype, (name, found)
            assert array_equal(found, wanted) and shape(found) == shape(wanted), (name, found)
            assert not (name == 'negativeZero') or signbit(found)
json.dump(None, sys.stdout)
`

const readStructure = `
import json, sys, tables
def describe(node):
    text = type(node).__name__ + ' ' + node._v_pathname
    if isinstance(node, tables.link.Link): return text + ' -> ' + node.target
    return text + ' ' + repr(str(node._v_title))
with tables.open_file(json.load(sys.stdin)) as file:
    json.dump([str(file.title)] + sorted(describe(node) for node in file.walk_nodes('/')), sys.stdout)
`

describe('PyTables', () => {
  it('reads attributes with the types that it would have written', () => {
    const filename = inFolder('attributes.h5')
    {
      using file = File.open(filename, 'w')
      const values = Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]))
      file.createGroup('/group', { attributes: values })
      file.createArray('/group/array', [1, 2], { attributes: values })
    }
    const expected = Object.fromEntries(Object.entries(attributes).map(([name, { python }]) => [name, python]))
    runPython(readAttributes, [filename, expected])
  })

  it('walks groups, titles, soft, hard and external links', () => {
    const filename = inFolder('links.h5')
    {
      using file = File.open(filename, 'w', { title: 'Überschrift' })
      file.createGroup('/a/b', { title: 'inner' })
      const array = file.createArray('/a/b/x', [1, 2, 3], { title: 'three' })
      file.createHardLink('/hard', array)
      file.createSoftLink('/soft', '/a/b/x')
      file.createSoftLink('/dangling', '/nowhere')
      file.createExternalLink('/external', 'other.h5', '/x')
    }
    assert.deepEqual(runPython(readStructure, filename), [
      'Überschrift',
      "Array /a/b/x 'three'",
      "Array /hard 'three'",
      'ExternalLink /external -> other.h5:/x',
      "Group /a ''",
      "Group /a/b 'inner'",
      "RootGroup / 'Überschrift'",
      'SoftLink /dangling -> /nowhere',
      'SoftLink /soft -> /a/b/x',
    ])
  })
})
