/** h5wasm: the operations it has. It has no row buffers, no ragged arrays of numbers and no filters but zlib. */

import h5wasm from 'h5wasm/node'
import { type Operation, timed } from '../protocol.js'
import { serve } from '../serve.js'
import { BLOCK_ROWS, blocksIn, CHUNK, READ_ROWS, signal } from '../types/signal.js'

await h5wasm.ready

const numbers = Float64Array.from({ length: 100 }, (_, i) => i)
const texts = {
  SRVC_CLASS_NAME: 'Result',
  SRVC_COMMENT: 'A number of numbers',
  SRVC_INIT: 'Result',
  text: 'some text',
  unit: 'mV',
  CLASS: 'GROUP',
  TITLE: '',
  VERSION: '1.0',
}

function storeLeaves(filename: string, leaves: number): Promise<number> {
  const file = new h5wasm.File(filename, 'w')
  return timed(() => {
    const results = file.create_group('results')
    for (let i = 0; i < leaves; i++) {
      const group = results.create_group(`leaf_${String(i).padStart(8, '0')}`)
      for (const [name, value] of Object.entries(texts)) group.create_attribute(name, value)
      group.create_attribute('SRVC_LEAF', new Uint8Array([1]), [], '<B')
      group.create_attribute('number', BigInt64Array.of(BigInt(i)), [], '<q')
      group.create_attribute('half', Float64Array.of(i + 0.5), [], '<d')
      const array = group.create_dataset({ name: 'data', data: numbers })
      for (const [name, value] of Object.entries({ CLASS: 'ARRAY', TITLE: '', VERSION: '2.4', SRVC_STORE: 'ARRAY' })) {
        array.create_attribute(name, value)
      }
    }
    file.flush()
  }).finally(() => file.close())
}

const leafStore: Operation<{ leaves: number }> = ({ leaves }, folder) => storeLeaves(`${folder}/leaves.h5`, leaves)

const attributesRead: Operation<{ leaves: number }> = async ({ leaves }, folder) => {
  await storeLeaves(`${folder}/leaves.h5`, leaves)
  return timed(() => {
    const file = new h5wasm.File(`${folder}/leaves.h5`, 'r')
    const results = file.get('results') as InstanceType<typeof h5wasm.Group>
    let count = 0
    for (const name of results.keys()) {
      const group = results.get(name)
      for (const attribute of Object.values((group as InstanceType<typeof h5wasm.Group>).attrs)) {
        if (attribute.value !== undefined) count++
      }
    }
    file.close()
    if (count < leaves * 11) throw new Error(`${count} attributes were read`)
  })
}

const earrayAppend: Operation<{ rows: number }> = ({ rows }, folder) => {
  const file = new h5wasm.File(`${folder}/rows.h5`, 'w')
  const row = Float64Array.from({ length: 8 }, (_, i) => i)
  return timed(() => {
    const array = growing(file, 'rows')
    for (let i = 0; i < rows; i++) {
      row[0] = i
      array.resize([i + 1, 8])
      array.write_slice([[i, i + 1], []], row)
    }
    file.flush()
  }).finally(() => file.close())
}

interface BlockParams {
  readonly megabytes: number
  readonly complib: string
  readonly complevel: number
}

function writeBlocks({ megabytes, complevel }: BlockParams, filename: string): Promise<number> {
  const data = signal(BLOCK_ROWS * 16)
  const file = new h5wasm.File(filename, 'w')
  return timed(() => {
    const array = growing(file, 'blocks', complevel)
    for (let i = 0; i < blocksIn(megabytes); i++) {
      const first = (i % 16) * BLOCK_ROWS * 8
      array.resize([(i + 1) * BLOCK_ROWS, 8])
      array.write_slice([[i * BLOCK_ROWS, (i + 1) * BLOCK_ROWS], []], data.subarray(first, first + BLOCK_ROWS * 8))
    }
    file.flush()
  }).finally(() => file.close())
}

const blockWrite: Operation<BlockParams> = (params, folder) => writeBlocks(params, `${folder}/blocks.h5`)

const blockRead: Operation<BlockParams> = async (params, folder) => {
  await writeBlocks(params, `${folder}/blocks.h5`)
  return timed(() => {
    const file = new h5wasm.File(`${folder}/blocks.h5`, 'r')
    const array = file.get('blocks') as InstanceType<typeof h5wasm.Dataset>
    const rows = array.shape?.[0] ?? 0
    for (let start = 0; start < rows; start += READ_ROWS) array.slice([[start, Math.min(rows, start + READ_ROWS)], []])
    file.close()
  })
}

function growing(
  file: InstanceType<typeof h5wasm.File>,
  name: string,
  complevel = 0,
): InstanceType<typeof h5wasm.Dataset> {
  // It has no shuffle filter to put before.
  const compressed = complevel > 0 ? { compression: complevel } : {}
  const shape = { shape: [0, 8], maxshape: [null, 8], chunks: CHUNK, dtype: '<d' }
  return file.create_dataset({ name, data: new Float64Array(0), ...shape, ...compressed } as never)
}

await serve({ leafStore, attributesRead, earrayAppend, blockWrite, blockRead })
