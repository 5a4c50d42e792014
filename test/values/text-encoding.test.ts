import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodingNames, encodingOfFile, findEncoding, textOfBytes } from '../../lib/values/index.js'
import { runPython } from '../support/python.js'

const single = encodingNames.filter((name) => name !== 'utf8')

const tables = `
import json, sys
def character(byte, name):
    try: return bytes([byte]).decode(name)
    except UnicodeDecodeError: return None
print(json.dumps({name: [character(byte, name) for byte in range(256)] for name in json.load(sys.stdin)}))`

test('every encoding of single bytes has the characters that Python has', () => {
  const expected = runPython<Record<string, (string | null)[]>>(tables, single)
  for (const name of single) {
    const encoding = findEncoding(name)!
    const decoded = Array.from({ length: 256 }, (_, byte) => encoding.decode(Uint8Array.of(byte)))
    assert.deepEqual(decoded, expected[name], name)
    for (const [byte, character] of decoded.entries())
      if (character !== null) assert.deepEqual([...encoding.encode(character)], [byte], name)
  }
})

test('their names fit the column that pypet has for them', () => {
  assert.deepEqual(
    encodingNames.filter((name) => name.length > 11),
    [],
  )
})

test('names are found as Python and the web spell them', () => {
  const spelled = ['UTF-8', 'utf_8', 'Latin-1', 'ISO-8859-1', 'windows-1252', 'CP1252', 'latin2', 'us-ascii', 'KOI8_R']
  const expected = ['utf8', 'utf8', 'latin1', 'latin1', 'cp1252', 'cp1252', 'iso8859-2', 'ascii', 'koi8-r']
  assert.deepEqual(
    spelled.map((name) => findEncoding(name)?.name),
    expected,
  )
  for (const name of ['utf16', 'big5', '', 'latin']) assert.equal(findEncoding(name), undefined, name)
})

test('a text with a character that the encoding lacks is refused', () => {
  assert.deepEqual([...findEncoding('cp1252')!.encode('€ ä')], [0x80, 0x20, 0xe4])
  assert.throws(() => findEncoding('latin1')!.encode('5 €'), {
    code: 'ERR_INVALID_VALUE',
    message:
      "The text '5 €' cannot be stored in latin1, the encoding of the trajectory's texts, which has no '€' (U+20AC)",
  })
  assert.throws(() => findEncoding('ascii')!.encode('\udcfc'), { code: 'ERR_INVALID_VALUE' })
})

test('bytes that are no text in the encoding are none', () => {
  assert.equal(findEncoding('cp1252')!.decode(Uint8Array.of(0x20, 0x81)), null)
  assert.equal(findEncoding('utf8')!.decode(Uint8Array.of(0xfc)), null)
  assert.throws(() => textOfBytes(Uint8Array.of(0x81), 'cp1252'), { code: 'ERR_INVALID_VALUE' })
  assert.equal(textOfBytes(Uint8Array.of(0x80), 'windows-1252'), '€')
})

test('of an encoding that is not known only ASCII is text', () => {
  const encoding = encodingOfFile('big5')
  assert.equal(encoding.name, 'big5')
  assert.equal(encoding.decode(Uint8Array.of(0x61, 0x20)), 'a ')
  assert.equal(encoding.decode(Uint8Array.of(0xa4, 0x40)), null)
  assert.throws(() => encoding.encode('一'), { code: 'ERR_INVALID_VALUE' })
})
