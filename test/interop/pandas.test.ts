import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { codecFor } from '../../lib/codec/index.js'
import { equalValues, Frame, utf8, type Value } from '../../lib/values/index.js'
import { runPython } from '../support/python.js'
import { StoredFile, writePlans } from '../support/stored-file.js'
import { type PandasCase, pandasCases } from './pandas-cases.js'

const folder = mkdtempSync(join(tmpdir(), 'trajstore-pandas-'))
after(() => rmSync(folder, { recursive: true }))

const flagOf = (value: Value): string => (value instanceof Frame ? 'FRAME' : 'SERIES')
const variants = pandasCases.flatMap((given) =>
  given.formats.map((format) => ({ ...given, format, key: `${given.name}_${format}` })),
)
type Variant = PandasCase & { readonly format: 'fixed' | 'table'; readonly key: string }

const head = `
import json, sys, warnings
import numpy as np, pandas as pd
from numpy import nan
warnings.simplefilter('ignore')
filename, cases = json.load(sys.stdin)
`

const read = `${head}
def check(key, expression):
    expected, found = eval(expression), pd.read_hdf(filename, key)
    equal = pd.testing.assert_frame_equal if isinstance(expected, pd.DataFrame) else pd.testing.assert_series_equal
    try: equal(found, expected, check_freq=key.endswith('fixed'), check_index_type='equiv')
    except Exception as error: return key + ': ' + str(error)
json.dump([message for message in (check(*case) for case in cases) if message], sys.stdout)
`

const write = `${head}
with pd.HDFStore(filename, 'w') as store:
    for key, expression, format in cases: store.put(key, eval(expression), format=format, encoding='utf8')
json.dump(None, sys.stdout)
`

describe('pandas', () => {
  it('reads what we write', async () => {
    const filename = join(folder, 'ours.h5')
    const plans = variants.map(({ key, value, format }) =>
      codecFor(flagOf(value)).encode(key, value, { pandasFormat: format, texts: utf8 }),
    )
    await writePlans(filename, plans)
    const failures = runPython<string[]>(read, [filename, variants.map(({ key, python }) => [key, python])])
    assert.deepEqual(failures, [])
  })

  it('writes what we read', async () => {
    const filename = join(folder, 'theirs.h5')
    runPython(write, [filename, variants.map(({ key, python, format }) => [key, python, format])])
    using stored = new StoredFile(filename)
    for (const variant of variants) await assertRead(stored, variant)
  })
})

async function assertRead(stored: StoredFile, { key, value }: Variant): Promise<void> {
  const found = codecFor(flagOf(value)).decode(await stored.group(`/${key}`, true), utf8)
  assert.ok(equalValues(found, value), key)
}
