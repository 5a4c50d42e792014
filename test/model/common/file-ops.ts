import { File } from '../../../lib/h5/file.js'
import { type AnyOperation, operation, refuse, skip } from '../engine/kind.js'
import { type FileModel, type RealFile, Transaction, Undone } from './file-model.js'

/** What can be done to a file as a whole, whatever is in it. `verify` compares everything, by nodes opened for it. */
export function fileOperations<State, Model extends FileModel<State>, Real extends RealFile>(
  verify: (model: Model, file: File) => void,
): AnyOperation<Model, Real>[] {
  const define = operation<Model, Real>()
  /** The model that `real` is compared with by those that look at everything. */
  let current: Model
  const always = (): object => ({})
  return [
    define({
      name: 'flush',
      weight: 1.5,
      generate: always,
      model: (model) => {
        if (model.writable) model.commit()
      },
      real: ({ file }) => file.flush(),
    }),
    define({
      name: 'checkpoint',
      weight: 0.5,
      generate: always,
      model: () => undefined,
      real: ({ file }) => {
        file.checkpoint()
      },
    }),
    define({
      name: 'rollback',
      weight: 0.7,
      generate: (_, model) => (model.writable ? {} : undefined),
      model: (model) => {
        if (!model.writable) skip()
        if (!model.hasJournal) refuse('UnsupportedError')
        model.goBack()
      },
      real: (real) => {
        real.file.rollback()
        real.forgetVanished()
      },
    }),
    define({
      name: 'begin',
      weight: 0.4,
      generate: (_, model) => (model.writable && model.hasJournal ? {} : undefined),
      model: (model) => {
        if (model.inTransaction) refuse('InvalidTypeError')
        if (!model.hasJournal) refuse('UnsupportedError')
        if (!model.writable) skip()
        model.commit()
        model.inTransaction = true
      },
      real: async (real) => {
        const begun = new Transaction(real.file)
        if (real.transaction || !real.file.native.hasJournal()) throw await begun.ended
        real.transaction = begun
      },
    }),
    define({
      name: 'end',
      weight: 1,
      generate: (dice, model) => (model.inTransaction ? { kept: dice.chance(0.6) } : undefined),
      model: (model, { kept }: { kept: boolean }) => {
        if (!model.inTransaction) skip()
        model.inTransaction = false
        if (kept) model.commit()
        else model.goBack()
      },
      real: async (real, { kept }) => {
        const { transaction } = real
        real.transaction = undefined
        if (kept) transaction?.succeed()
        else transaction?.fail()
        const error = await transaction?.ended
        if (error !== undefined && !(error instanceof Undone)) throw error
        real.forgetVanished()
      },
    }),
    define({
      name: 'reopen',
      weight: 1,
      generate: (dice, model) => ({ mode: model.writable ? dice.pick(['r', 'r+', 'r+', 'a'] as const) : 'r+' }),
      model: (model, { mode }: { mode: 'r' | 'r+' | 'a' }) => {
        if (model.inTransaction) refuse('InvalidTypeError')
        model.commit()
        model.writable = mode !== 'r'
      },
      real: (real, { mode }) => real.reopen(mode),
    }),
    define({
      name: 'discard',
      weight: 0.3,
      generate: (_, model) => (model.writable && model.hasJournal ? {} : undefined),
      model: (model) => {
        if (!model.hasJournal || !model.writable) skip()
        model.inTransaction = false
        model.goBack()
      },
      real: async (real) => {
        real.file.close({ discard: true })
        real.transaction?.fail()
        await real.transaction?.ended
        real.transaction = undefined
        real.opened('r+')
      },
    }),
    define({
      name: 'verify',
      weight: 0.7,
      generate: always,
      model: (model) => {
        current = model
      },
      real: ({ file }) => verify(current, file),
    }),
    define({
      name: 'image',
      weight: 0.3,
      generate: always,
      model: (model) => {
        current = model
      },
      real: ({ file }) => {
        using image = File.openImage(file.image())
        verify(current, image)
      },
    }),
  ]
}

/** The end of a round: everything compared as it is, then as it was written. */
export async function finishFile<State, Model extends FileModel<State>, Real extends RealFile>(
  model: Model,
  real: Real,
  verify: (model: Model, file: File) => void,
): Promise<void> {
  if (real.transaction) {
    model.inTransaction = false
    const { transaction } = real
    real.transaction = undefined
    transaction.succeed()
    const error = await transaction.ended
    if (error !== undefined) throw error
  }
  verify(model, real.file)
  real.reopen('r')
  verify(model, real.file)
  real.file.close()
}
