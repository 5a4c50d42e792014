import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Dataset, Table } from '../../lib/h5/index.js'
import { frame, type Result, tuple } from '../../lib/index.js'
import { changeFile, inFile, newFilenames, overviewRows, reload, trajectoryIn } from './support.js'

const newFile = newFilenames()

// In Latin-1 the first of them is UTF-8 by its bytes.
const text = 'Ã¤ ü'
const items = { text, texts: ['ä', 'b'], pair: tuple(['é', '']), cells: { größe: 'ß' } }

async function stored(encoding?: string): Promise<string> {
  const filename = newFile()
  const traj = trajectoryIn(filename, encoding === undefined ? {} : { encoding })
  traj.comment = 'Größe'
  traj.addParameter('p', 'grün', 'für')
  const result = traj.addResult('r', items, 'Über')
  result.annotations.set('note', 'Änderung')
  traj.addResult('f', frame({ name: ['ö', 'x'] }))
  await traj.store()
  return filename
}

const dtypeAt = (filename: string, path: string): unknown =>
  inFile(filename, (file) => {
    using node = file.get(path) as Dataset
    return node.dtype
  })

const encodingIn = (filename: string): unknown => overviewRows(filename, 'hdf5_settings')?.[0]?.encoding

test('texts of values are stored in the encoding of the file and come back', async () => {
  const filename = await stored('windows-1252')
  assert.equal(dtypeAt(filename, 't/results/r/text'), `|S${text.length}`)
  assert.equal(encodingIn(filename), 'cp1252')
  const back = await reload(filename)
  const result = back.get<Result>('r')
  assert.equal(back.comment, 'Größe')
  assert.equal(back.get('p').comment, 'für')
  assert.equal(back.value('p'), 'grün')
  assert.equal(back.value('config.hdf5.encoding'), 'cp1252')
  assert.equal(result.comment, 'Über')
  assert.equal(result.annotations.get('note'), 'Änderung')
  const fresh = trajectoryIn(newFile()).addResult('r', items)
  for (const name of Object.keys(items)) assert.deepEqual(result.get(name), fresh.get(name), name)
  const data = trajectoryIn(newFile()).addResult('f', frame({ name: ['ö', 'x'] }))
  assert.deepEqual(back.get<Result>('f').get(), data.get())
})

test('what is added to a file is stored in its encoding, and the file keeps it', async () => {
  const filename = await stored('latin1')
  const traj = await reload(filename)
  traj.addResult('later', 'späte Größe')
  await traj.store()
  assert.equal(dtypeAt(filename, 't/results/later/later'), '|S11')
  assert.equal(encodingIn(filename), 'latin1')
  assert.equal((await reload(filename)).value('later'), 'späte Größe')
})

test('a trajectory takes its encoding along into another file', async () => {
  const traj = await reload(await stored('latin1'))
  const filename = newFile()
  traj.migrate({ filename })
  await traj.store()
  assert.equal(encodingIn(filename), 'latin1')
  assert.equal(dtypeAt(filename, 't/results/r/text'), `|S${text.length}`)
  assert.equal((await reload(filename)).get<Result>('r').get('text'), text)
})

test('a text that the encoding does not have is refused, and nothing of its leaf is stored', async () => {
  const filename = await stored('latin1')
  const traj = await reload(filename)
  const added = traj.addResult('r2', { fine: 'ä', wrong: '5 €' })
  const refused = {
    code: 'ERR_INVALID_VALUE',
    message:
      "The text '5 €' cannot be stored in latin1, the encoding of the trajectory's texts, which has no '€' (U+20AC)",
  }
  await assert.rejects(traj.store([added]), refused)
  await assert.rejects(traj.store(), refused)
  assert.equal(
    inFile(filename, (file) => file.has('t/results/r2')),
    false,
  )
  added.set({ wrong: '5 EUR' })
  await traj.store()
  assert.equal((await reload(filename)).get<Result>('r2').get('wrong'), '5 EUR')
})

test('another encoding than that of the file is refused', async () => {
  const filename = await stored('latin1')
  await assert.rejects(reload(filename, { encoding: 'utf8' }), {
    code: 'ERR_INVALID_VALUE',
    message: "The texts of 't' are in latin1, as its file says, so encoding cannot be 'utf8'",
  })
  assert.equal((await reload(filename, { encoding: 'iso-8859-1' })).value('p'), 'grün')
})

test('trajectories of different encodings are not merged', async () => {
  const otherFilename = await stored()
  const one = await reload(await stored('latin1'))
  const refused = { code: 'ERR_INVALID_VALUE', message: /are in utf8 and those of 't' in latin1$/ }
  await assert.rejects(
    one.service.store('MERGE', one, { otherTrajectoryName: 't', otherFilename, renames: {} }),
    refused,
  )
})

test('a file keeps an encoding that is not known here, in which only ASCII is text', async () => {
  const filename = await stored()
  changeFile(filename, (file) => {
    using table = file.get('t/overview/hdf5_settings')
    assert.ok(table instanceof Table)
    table.write({ encoding: ['big5'] }, 0, ['encoding'])
  })
  const traj = await reload(filename)
  assert.deepEqual(traj.value('p'), Uint8Array.from(Buffer.from('grün')))
  await traj.store([traj.addResult('plain', 'text')])
  await assert.rejects(traj.store([traj.addResult('wide', '一')]), {
    code: 'ERR_INVALID_VALUE',
    message: /stored in big5/,
  })
  assert.equal(encodingIn(filename), 'big5')
})
