import assert from 'node:assert/strict'
import { it } from 'node:test'
import { File, type Node } from '../../lib/h5/index.js'
import { fc } from '../support/property.js'
import { runPython } from '../support/python.js'
import { temporaryFolder } from '../support/temporary.js'

const inFolder = temporaryFolder()

/** Texts that PyTables' readers would take for pickles, were they ASCII. */
const pickle = fc.constantFrom("cos\nsystem\n(S'false'\ntR.", 'I1\n.', 'N.', '.', '(lp0\n.', 'ends with a dot.')
const text = fc.oneof(
  pickle,
  fc.string(),
  fc.string({ unit: 'grapheme' }).map((given) => `${given}.`),
)
const withoutNul = text.map((given) => given.replaceAll('\0', ''))

const systemTexts = new Set(['GROUP', 'CARRAY', 'EARRAY', '1.1'])

/** Text of an attribute in the character set ASCII, which PyTables unpickles if it ends in a dot. */
function asciiTexts(node: Node): string[] {
  return node.native.attributes().flatMap(([, value]) => {
    const isAscii = typeof value === 'object' && 'dtype' in value && String(value.dtype).startsWith('|S')
    return isAscii ? [Buffer.from(value.data as Uint8Array).toString('latin1')] : []
  })
}

it('writes texts of users as UTF-8, so that no reader takes them for pickles', () => {
  let round = 0
  fc.assert(
    fc.property(withoutNul, withoutNul, (title, value) => {
      using file = File.open(inFolder(`texts${round++}.h5`), 'w', { title })
      const options = { title, attributes: { text: value } }
      const nodes = [
        file.root,
        file.createGroup('/group', options),
        file.createArray('/array', [1], options),
        file.createCArray('/carray', { ...options, data: [1] }),
        file.createEArray('/earray', { ...options, dtype: 'float64', shape: [0] }),
        file.createVLArray('/vlarray', { ...options, dtype: 'int32' }),
        file.createTable('/table', { ...options, columns: { 'a.': 'int32' } }),
      ]
      for (const node of nodes) {
        assert.equal(node.title, title)
        if (node !== file.root) assert.equal(node.attributes.get('text'), value)
        const others = asciiTexts(node).filter((given) => !systemTexts.has(given) && given !== title)
        assert.deepEqual(
          others.filter((given) => given !== '\0' && given !== ''),
          [],
        )
        assert.ok(asciiTexts(node).every((given) => !given.endsWith('.')))
      }
    }),
    { numRuns: 60 },
  )
})

it('lets PyTables open a file without unpickling anything', () => {
  const filename = inFolder('pickles.h5')
  const value = "cos\nsystem\n(S'false'\ntR."
  {
    using file = File.open(filename, 'w', { title: value })
    file.createGroup('/group', { title: value, attributes: { comment: value } })
    file.createCArray('/carray', { title: value, data: [1, 2], attributes: { comment: value } })
    file.createTable('/table', { title: value, columns: { x: 'int32' }, attributes: { comment: value } })
  }
  const program = `
import json, pickle, sys
def refuse(*given): raise SystemExit('unpickled')
pickle.loads = pickle.load = refuse
import tables, tables.attributeset
tables.attributeset.pickle.loads = refuse
with tables.open_file(json.load(sys.stdin)) as file:
    nodes = list(file.walk_nodes('/'))
    json.dump([[str(node._v_title), str(getattr(node._v_attrs, 'comment', ''))] for node in nodes], sys.stdout)
`
  assert.deepEqual(runPython(program, filename), [[value, ''], ...Array(3).fill([value, value])])
})
