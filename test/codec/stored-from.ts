import type { Attributes, AttributeValue, Plan, Stored } from '../../lib/h5/plan.js'

/** What would be read of a plan that was written: as `Group.read` gives it. */
export function storedFrom(plan: Plan): Stored {
  const attributes: Attributes = new Map(Array.from(plan.attributes, ([name, value]) => [name, readBack(value)]))
  if (plan.kind === 'group') {
    const children = plan.children
      .map(storedFrom)
      .toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    return { kind: 'group', name: plan.name, attributes, children }
  }
  const { kind, name, layout, dtype, shape, data, lengths, flavor = 'numpy' } = plan
  return { kind, name, layout, dtype, shape, data: data.slice(), flavor, attributes, ...(lengths && { lengths }) }
}

/** Numbers in attributes come back as the contract of `AttributeValue` says. */
function readBack(value: AttributeValue): AttributeValue {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return { dtype: '<f8', shape: [], data: new Uint8Array(Float64Array.of(value).buffer) }
  }
  if (typeof value === 'bigint' && value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER)
    return Number(value)
  if (typeof value === 'bigint' && value > 2n ** 63n - 1n) {
    return { dtype: '<u8', shape: [], data: new Uint8Array(BigUint64Array.of(value).buffer) }
  }
  return value
}
