import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.TRAJSTORE_SEED ?? 20261125) })

export { fc }
