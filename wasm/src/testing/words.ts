// The words of a scenario's line, and what numbers and names among them mean.
import * as protocol from '@openbell/protocol'

export const accountNames = ['alice', 'bob', 'carol', 'dave']
export const assetNames = ['BTC', 'USD', 'EUR']

/** A part of a line, cut at spaces; a text in quotes is one word. */
export class Words {
  readonly list: readonly string[]

  constructor(text: string | readonly string[]) {
    const words = typeof text === 'string' ? (text.match(/"[^"]*"|\S+/g) ?? []) : text
    this.list = words.map((word) => word.replaceAll('"', ''))
  }

  /** The words from a place on. */
  from(index: number): Words {
    return new Words(this.list.slice(index))
  }

  /** The word at a place, '' beyond the last. */
  at(index: number): string {
    return this.list[index] ?? ''
  }

  has(word: string): boolean {
    return this.list.includes(word)
  }

  /** The word behind another. */
  after(word: string): string | undefined {
    const at = this.list.indexOf(word)
    return at < 0 ? undefined : this.list[at + 1]
  }

  /** The number behind a word, 0 where there is none. */
  number(word: string): number {
    return numberOf(this.after(word))
  }

  /** The time behind a word, as in `gtd 10 seconds`, in microseconds. */
  microseconds(word: string): number {
    return this.number(word) * 1_000_000
  }

  /** An order named as `#7`, as `id x`, or as both. */
  order(): { orderId: number; clientOrderId: string } {
    const id = this.list.find((word) => word.startsWith('#')) ?? '#0'
    return { orderId: Number(id.slice(1)), clientOrderId: this.after('id') ?? '' }
  }

  /** What stands before and behind a word; the second is undefined where it is missing. */
  cut(word: string): [before: Words, behind: Words | undefined] {
    const at = this.list.indexOf(word)
    if (at < 0) return [this, undefined]
    return [new Words(this.list.slice(0, at)), this.from(at + 1)]
  }
}

const numberOf = (word: string | undefined): number =>
  word !== undefined && /^-?\d+$/.test(word) ? Number(word) : 0

/** The number of an account; of nobody's, where the name is unknown. */
export function accountOf(name: string): number {
  const index = accountNames.indexOf(name)
  if (index >= 0) return protocol.limits.accountUserMin + index
  return name === 'house' ? protocol.limits.accountFees : 31
}

/** The number of an asset; of one that is not listed, where the code is unknown. */
export function assetOf(code: string): number {
  const index = assetNames.indexOf(code)
  return index < 0 ? 3 : index
}

/** Fields as in `priceBandPpm 5000, velocityWindowUs 10s`: numbers, amounts as such, times with `s`. */
export function fieldsOf(text: string): Record<string, number | bigint> {
  const fields = text.split(',').map((field) => field.trim().split(' '))
  return Object.fromEntries(
    fields
      .filter(([name]) => name !== '')
      .map(([name = '', value = '']) => {
        if (name.endsWith('Units')) return [name, BigInt(value)]
        const seconds = /^(\d+)s$/.exec(value)?.[1]
        return [name, seconds === undefined ? Number(value) : Number(seconds) * 1_000_000]
      }),
  )
}
