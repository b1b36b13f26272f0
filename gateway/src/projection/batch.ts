// What some frames change in the tables: filled by the folds, taken by the writers.
import { limits } from '@openbell/protocol'
import type { Catalogue, ListedAsset } from './catalogue.js'
import { ProjectionError } from './faults.js'
import { Metrics } from './metrics.js'
import type {
  AccountRow,
  CurrencyRow,
  FeeTierRow,
  FilledOrder,
  Movement,
  OrderChange,
  PairRow,
  PairStatus,
  TradeRow,
  TransactionKind,
  TransactionRow,
  UserTierRow,
} from './rows.js'

/** Numbers of accounts below the users' are the house's. */
export const houseAccounts: ReadonlyMap<number, string> = new Map([
  [limits.accountExternal, 'external'],
  [limits.accountFees, 'fees'],
])

export class Batch {
  readonly currencies: CurrencyRow[] = []
  readonly pairs: PairRow[] = []
  readonly pairStatuses = new Map<string, PairStatus>()
  readonly feeTiers = new Map<number, FeeTierRow>()
  readonly accounts: AccountRow[] = []
  /** Users' accounts that these frames opened, with their ids. */
  readonly opened = new Map<number, string>()
  readonly openedTiers = new Map<number, UserTierRow>()
  readonly changedTiers = new Map<number, UserTierRow>()
  readonly orders = new Map<number, OrderChange>()
  readonly filled: FilledOrder[] = []
  readonly trades: TradeRow[] = []
  readonly transactions: TransactionRow[] = []
  readonly movements: Movement[] = []
  readonly metrics = new Metrics()

  /** Of the frame that is being folded, and after it of the last one. */
  sequence: number
  timestampUs = 0
  chain: string
  eventCount = 0
  frameCount = 0
  #ordinal = 0
  /** Users' balances that the command under way moved and that the core has not stated since. */
  readonly #unstated = new Set<string>()

  constructor(
    readonly catalogue: Catalogue,
    readonly after: { readonly sequence: number; readonly chain: string },
  ) {
    this.sequence = after.sequence
    this.chain = after.chain
  }

  beginFrame(frame: { sequence: number; timestampUs: number; chain: string }): void {
    this.sequence = frame.sequence
    this.timestampUs = frame.timestampUs
    this.chain = frame.chain
    this.frameCount++
    this.#ordinal = 0
  }

  /** An Outcome: all that its command moved in these frames has been stated by now. */
  endCommand(): void {
    for (const balance of this.#unstated)
      throw new ProjectionError(
        `a command of frame ${this.sequence} moved ${balance} without stating what is there now`,
      )
  }

  /** Adds a transaction; its legs sum to zero in each asset. */
  transaction(
    kind: TransactionKind,
    about: Pick<TransactionRow, 'account' | 'idempotencyKey' | 'reference'>,
    legs: readonly (readonly [account: number, asset: ListedAsset, deltaUnits: bigint])[],
  ): void {
    const { sequence, timestampUs } = this
    const ordinal = this.#ordinal++
    this.transactions.push({ sequence, ordinal, kind, ...about, createdUs: timestampUs })
    for (const [leg, [account, asset, deltaUnits]] of legs.entries()) {
      this.movements.push({ sequence, ordinal, leg, account, asset, deltaUnits })
      if (account >= limits.accountUserMin) this.#unstated.add(balanceKey(account, asset))
    }
  }

  /** The core states what an account has now. */
  balance(account: number, asset: ListedAsset, availableUnits: bigint, lockedUnits: bigint): void {
    const { sequence } = this
    this.movements.push({ sequence, account, asset, availableUnits, lockedUnits })
    this.#unstated.delete(balanceKey(account, asset))
  }
}

export const balanceKey = (account: number, asset: ListedAsset): string =>
  `${asset.code} of account ${account}`
