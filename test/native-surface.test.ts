import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { native } from '../lib/h5/native.js'
import { temporaryFolder } from './support/temporary.js'

const inFolder = temporaryFolder()
const declarations = readFileSync(new URL('../lib/h5/native.ts', import.meta.url), 'utf8')

interface Interface {
  readonly base: string | undefined
  readonly names: string[]
}

/** The members that an interface of lib/h5/native.ts declares, each on a line of its own. */
function interfaceOf(name: string): Interface {
  const match = new RegExp(`^export interface ${name}(?: extends (\\w+))? {\n([^]*?)\n}`, 'm').exec(declarations)
  assert.ok(match, `lib/h5/native.ts declares no interface ${name}`)
  const members = match[2]!.matchAll(/^ {2}(?:readonly )?(\w+)[:(]/gm)
  return { base: match[1], names: Array.from(members, ([, member]) => member!) }
}

function declared(name: string): string[] {
  const { base, names } = interfaceOf(name)
  return [...names, ...(base ? declared(base) : [])].sort()
}

const exported = (object: object): string[] =>
  Object.getOwnPropertyNames(object)
    .filter((name) => name !== 'constructor')
    .sort()

describe('the addon exports what lib/h5/native.ts declares', () => {
  it('as functions', () => assert.deepEqual(exported(native), declared('Addon')))

  it('as members of files, groups and datasets', () => {
    const file = native.create(inFolder('surface.h5'), false, {})
    const group = file.root()
    const dataset = group.createDataset('x', { dtype: '<f8', shape: [] }, [])
    const prototypes = { NativeFile: file, NativeGroup: group, NativeDataset: dataset }
    for (const [name, object] of Object.entries(prototypes)) {
      assert.deepEqual(exported(Object.getPrototypeOf(object)), declared(name), name)
    }
    file.close()
  })

  it('and objects that only it can construct', () => {
    const file = native.create(inFolder('construct.h5'), false, {})
    for (const object of [file, file.root()]) {
      const Class = object.constructor as new (...given: unknown[]) => unknown
      assert.throws(() => new Class(), TypeError)
      assert.throws(() => new Class({}), TypeError)
    }
    const { names } = Object.getPrototypeOf(file.root())
    for (const other of [{}, file]) assert.throws(() => names.call(other), TypeError)
    file.close()
  })
})
