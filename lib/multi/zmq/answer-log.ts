/** Senders whose answers are kept, and answers of one sender: bounds for what strangers can make us keep. */
const SENDERS = 1000

/** The answers that senders may not have got yet, so that a message that comes again is answered as it was. */
export class AnswerLog {
  readonly #perSender: number
  readonly #answers = new Map<string, Map<number, Uint8Array>>()

  constructor(perSender: number) {
    this.#perSender = perSender
  }

  get(sender: string, number: number): Uint8Array | undefined {
    return this.#answers.get(sender)?.get(number)
  }

  /** Keeps an answer; those before `oldest` have arrived. */
  keep(sender: string, number: number, oldest: number, answer: Uint8Array): void {
    const answers = this.#answers.get(sender) ?? new Map<number, Uint8Array>()
    // Who is heard of last is last in order.
    this.#answers.delete(sender)
    this.#answers.set(sender, answers)
    answers.set(number, answer)
    for (const known of answers.keys()) if (known < oldest || answers.size > this.#perSender) answers.delete(known)
    if (this.#answers.size > SENDERS) this.forget(this.#answers.keys().next().value as string)
  }

  forget(sender: string): void {
    this.#answers.delete(sender)
  }
}
