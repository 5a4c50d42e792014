import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { limits } from '../../../lib/codec/pickle/machine.js'
import { pickle } from '../../../lib/codec/pickle/pickle.js'
import { PyCall, PyGlobal, tupleOf } from '../../../lib/codec/pickle/tree.js'
import { unpickle } from '../../../lib/codec/pickle/unpickle.js'
import { valueFromPickle } from '../../../lib/codec/pickle/values.js'
import { TrajstoreError } from '../../../lib/errors.js'
import { PickledObject } from '../../../lib/values/index.js'

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

describe('a hostile pickle', () => {
  it('is not executed: a call is recorded', () => {
    const content = ascii("cos\nsystem\n(S'touch /tmp/owned'\ntR.")
    const found = valueFromPickle(content)
    assert.ok(found instanceof PickledObject)
    assert.deepEqual(found.globals, ['os.system'])
    assert.deepEqual(found.bytes, content)
  })

  it('cannot hide a call behind names, states, sets or keys', () => {
    const calls = [
      'cos\nsystem\n.',
      '(cos\nsystem\nt.',
      '(dcos\nsystem\nI1\ns.',
      'c__builtin__\nset\n((lcos\nsystem\natR.',
      'cbuiltins\neval\n(V1+1\ntR(dVa\nI1\nsb.',
      'cnumpy.core.multiarray\n_reconstruct\n(cos\nsystem\n(I0\nt(ltR.',
    ]
    for (const text of calls) assert.ok(valueFromPickle(ascii(text)) instanceof PickledObject, text)
  })

  const broken: readonly (readonly [what: string, text: string])[] = [
    ['nothing', ''],
    ['no value', '.'],
    ['no end', 'I1\n'],
    ['half a line', 'I1'],
    ['half a float', 'G\0\0.'],
    ['a length beyond the end', 'X\xff\xff\xff\xff.'],
    ['a length of eight bytes beyond the end', '\x8e\xff\xff\xff\xff\xff\xff\xff\xff.'],
    ['a tuple without mark', 't.'],
    ['an unknown memo entry', 'g7\n.'],
    ['a memo index that is no number', 'I1\npx\n.'],
    ['items for a number', 'I1\nI2\na.'],
    ['a key without value', '}(I1\nu.'],
    ['the state of a list', '](dcos\nsystem\nI1\nsb.'],
    ['an extension code', '\x82\x01.'],
    ['a persistent id', 'Pid\n.'],
    ['an instance', '(ios\nsystem\n.'],
    ['an unknown opcode', '\xff.'],
    ['an integer that is none', 'I1+1\n.'],
    ['a float that is none', 'F1+1j\n.'],
    ['text that is no UTF-8', 'X\x01\0\0\0\xff.'],
    ['a character beyond Unicode', 'V\\U00110000\n.'],
  ]
  for (const [what, text] of broken) {
    it(`is refused: ${what}`, () => {
      assert.throws(() => unpickle(ascii(text)), { code: 'ERR_CORRUPT' })
    })
  }

  const large: readonly (readonly [what: string, text: string])[] = [
    ['too many marks', '('.repeat(limits.depth + 1)],
    ['an integer of too many bytes', `\x8b${'\x01\x04\0\0'}${'\x01'.repeat(1025)}.`],
    ['too many memo entries', `N${Array.from({ length: limits.memo + 1 }, (_, i) => `p${i}\n`).join('')}.`],
  ]
  for (const [what, text] of large) {
    it(`is refused: ${what}`, () => {
      assert.throws(() => unpickle(ascii(text)), { code: 'ERR_LIMIT' })
    })
  }

  it('that holds itself is kept as it is', () => {
    assert.ok(valueFromPickle(ascii('(lp0\ng0\na.')) instanceof PickledObject)
    assert.ok(valueFromPickle(ascii('(dp0\nVa\ng0\ns.')) instanceof PickledObject)
  })

  it('that unfolds without end is kept as it is', () => {
    const level = (i: number) => `(l${`g${i}\na`.repeat(10)}p${i + 1}\n`
    const bomb = `(lp0\n${Array.from({ length: 20 }, (_, i) => level(i)).join('')}.`
    assert.ok(valueFromPickle(ascii(bomb)) instanceof PickledObject)
  })

  const dtype = (name: string): string => `cnumpy\ndtype\n(V${name}\nI0\nI1\ntR(I3\nV<\nNNNI-1\nI-1\nI0\ntb`
  const array = (name: string, shape: string, content: string): string =>
    `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntVb\ntR(I1\n(${shape}t${dtype(name)}I00\n${content}tb`

  for (const name of ['U0', 'U', 'S0', 'S', 'V0', 'f0', 'U549755813888', 'S549755813888']) {
    it(`cannot claim elements without bytes: ${name}`, () => {
      for (const shape of ['L549755813888L\n', 'L549755813888L\nL549755813888L\n', 'I3\n'])
        assert.ok(valueFromPickle(ascii(`${array(name, shape, 'C\0')}.`)) instanceof PickledObject)
      const scalar = `cnumpy.core.multiarray\nscalar\n(${dtype(name)}C\0tR.`
      assert.ok(valueFromPickle(ascii(scalar)) instanceof PickledObject)
    })
  }

  it('cannot make more of what it recalls than there is room for', () => {
    const large = 'x'.repeat(70_000)
    const encode = (text: string): string => `c_codecs\nencode\n(${text}Vlatin1\ntR`
    const recalled: Readonly<Record<string, string>> = {
      'calls of the encoder': `(lV${large}\np0\n0${`${encode('g0\n')}a`.repeat(10_000)}.`,
      'one call of it': `(l${encode(`V${large}\n`)}p0\n0${'g0\na'.repeat(16_000)}.`,
      'contents of arrays': `(lV${large}\np0\n0${`${array('S70000', 'I1\n', encode('g0\n'))}a`.repeat(2_000)}.`,
    }
    for (const [what, text] of Object.entries(recalled))
      assert.throws(() => valueFromPickle(ascii(text)), { code: 'ERR_LIMIT' }, what)
  })

  it('of any bytes gives a value or a typed error', () => {
    const opcodes = Buffer.from(
      '(.0123FNIJKLMRSTUVXabcdeghjlpqrstu)]}\x80\x81\x85\x86\x87\x88\x89\x8a\x8c\x8e\x8f\x90\x91\x93\x94\x95\x96',
      'latin1',
    )
    const byte = fc.oneof(fc.constantFrom(...opcodes), fc.constantFrom(10, 48, 49), fc.nat(255))
    const property = fc.property(fc.array(byte, { maxLength: 60 }), (codes) => {
      try {
        valueFromPickle(Uint8Array.from([...codes, 0x2e]))
      } catch (error) {
        assert.ok(error instanceof TrajstoreError, String(error))
      }
    })
    fc.assert(property, { numRuns: 20_000 })
  })
})

describe('writing pickles', () => {
  it('refuses a name that would end its line', () => {
    const call = new PyCall(new PyGlobal('os\nsystem.x'), tupleOf())
    assert.throws(() => pickle(call), { code: 'ERR_INVALID_TYPE' })
  })

  it('reads back what it wrote', () => {
    const leaf = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.bigInt(),
      fc.double(),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array(),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { maxLength: 4 })),
    }))
    const bytesOf = (value: unknown): unknown =>
      value instanceof PyCall
        ? Uint8Array.from(Buffer.from(value.argList[0] as string, 'latin1'))
        : Array.isArray(value)
          ? value.map(bytesOf)
          : value
    fc.assert(
      fc.property(tree, (value) => {
        assert.deepEqual(bytesOf(unpickle(pickle(value as null)).root), value)
      }),
    )
  })
})
