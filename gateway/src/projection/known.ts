// What the projector knows of the rows that it wrote, so that it need not read them again. Whatever
// goes wrong with a transaction, this is forgotten with it.
import type { ListedAsset } from './catalogue.js'
import type { Funds } from './settle.js'

export class Known {
  /** When open orders were created, by their ids. */
  readonly created = new Bounded<number>(200_000)
  /** What accounts have after the last batch, by `fundsKey`. */
  readonly funds = new Bounded<Funds>(200_000)

  /** Makes room. Only between batches: what one has set, it will read. */
  trim(): void {
    this.created.trim()
    this.funds.trim()
  }
}

/** One number for an account's balance of an asset. */
export const fundsKey = (account: number, { asset }: ListedAsset): number =>
  account * assetsMax + asset

/** More than there can be; with account numbers below 2^32 the keys stay exact. */
const assetsMax = 65_536

/** The entries that were set last: those that are set longest ago make room. */
export class Bounded<Value> {
  readonly #values = new Map<number, Value>()

  constructor(private readonly max: number) {}

  get(key: number): Value | undefined {
    return this.#values.get(key)
  }

  set(key: number, value: Value): void {
    this.#values.delete(key)
    this.#values.set(key, value)
  }

  delete(key: number): void {
    this.#values.delete(key)
  }

  trim(): void {
    for (const key of this.#values.keys()) {
      if (this.#values.size <= this.max) return
      this.#values.delete(key)
    }
  }
}
