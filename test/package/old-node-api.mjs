// On a Node.js with an older Node-API there is a sentence, not a crash.
import assert from 'node:assert/strict'

Object.defineProperty(process.versions, 'napi', { value: '8' })
await assert.rejects(import('trajstore/hdf5'), (error) => {
  assert.equal(error.code, 'ERR_ADDON')
  assert.match(error.message, /needs Node-API 9/)
  return true
})
console.log('a sentence')
