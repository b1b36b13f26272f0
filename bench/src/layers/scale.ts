// How much work the table of layers has: enough to mean something, or just enough to see it run.

/** A file of orders by its name without its folder and ending. */
export interface OrderFile {
  readonly name: string
  readonly records: Uint8Array
}

export interface Scale {
  readonly trials: number
  /** They take the place of the scenarios, where there are any. */
  readonly files: readonly OrderFile[]
  /** New orders of a workload; there are about twice as many messages. */
  readonly orders: number
  readonly seed: number
  /** Of the full core's one market. */
  readonly accounts: number
  /** Of the crowd: accounts, those of them that trade by Zipf's law, and markets. */
  readonly crowd: { readonly accounts: number; readonly traders: number; readonly markets: number }
  /** In the book when it is copied. */
  readonly restingOrders: number
  /** In the journal. */
  readonly commands: number
}

export const fullScale: Scale = {
  trials: 9,
  files: [],
  orders: 1_000_000,
  seed: 23,
  accounts: 10_000,
  crowd: { accounts: 1_000_000, traders: 10_000, markets: 1_000 },
  restingOrders: 1_000_000,
  commands: 500_000,
}

export const quickScale: Scale = {
  trials: 3,
  files: [],
  orders: 2_000,
  seed: 23,
  accounts: 100,
  crowd: { accounts: 2_000, traders: 100, markets: 6 },
  restingOrders: 2_000,
  commands: 2_000,
}
