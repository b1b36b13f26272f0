// What some frames change in the tables: filled by the folds, taken by the writers.
import { limits } from '@openbell/protocol'
import type { Catalogue, ListedAsset } from './catalogue.js'
import { ProjectionError } from './faults.js'
import { fundsKey } from './known.js'
import { Metrics } from './metrics.js'
import { monthOf } from './months.js'
import type {
  AmendmentRow,
  FilledOrder,
  ListChange,
  OrderChange,
  PreventedRow,
  TradeGroupRow,
} from './order-rows.js'
import type {
  AccountRow,
  CurrencyRow,
  FeeTierRow,
  Leg,
  MarketStateRow,
  Movement,
  PairChange,
  PairRow,
  SwitchesChange,
  TradeRow,
  TransactionKind,
  TransactionRow,
  UserTierRow,
  WithdrawalChange,
} from './rows.js'

/** Numbers of accounts below the users' are the house's. */
export const houseAccounts: ReadonlyMap<number, string> = new Map([
  [limits.accountExternal, 'external'],
  [limits.accountFees, 'fees'],
  [limits.accountAdjustments, 'adjustments'],
])

/** A transaction has a price of its own, and what a batch changes often is written once. */
export const batchEventsMax = 20_000

export class Batch {
  readonly currencies: CurrencyRow[] = []
  readonly pairs: PairRow[] = []
  readonly switches = new Map<string, SwitchesChange>()
  /** Of markets that were listed before, by their numbers. */
  readonly pairChanges = new Map<number, PairChange>()
  readonly marketStates: MarketStateRow[] = []
  readonly feeTiers = new Map<number, FeeTierRow>()
  readonly accounts: AccountRow[] = []
  /** Users' accounts that these frames opened, with their ids. */
  readonly opened = new Map<number, string>()
  readonly openedTiers = new Map<number, UserTierRow>()
  readonly changedTiers = new Map<number, UserTierRow>()
  readonly orders = new Map<number, OrderChange>()
  readonly filled: FilledOrder[] = []
  readonly lists = new Map<number, ListChange>()
  readonly prevented: PreventedRow[] = []
  readonly amendments: AmendmentRow[] = []
  readonly tradeGroups = new Map<number, TradeGroupRow>()
  readonly withdrawals = new Map<number, WithdrawalChange>()
  readonly trades: TradeRow[] = []
  readonly transactions: TransactionRow[] = []
  readonly movements: Movement[] = []
  readonly metrics = new Metrics()
  /** Those that the frames are of (months.ts). */
  readonly months = new Set<number>()

  /** Of the frame that is being folded, and after it of the last one. */
  sequence: number
  timestampUs = 0
  /** Of the first frame. */
  firstTimestampUs = 0
  chain: string
  eventCount = 0
  frameCount = 0
  #ordinal = 0
  #stateOrdinal = 0
  /** Users' balances that the command under way moved and that the core has not stated since. */
  readonly #unstated = new Map<number, Leg>()

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
    if (this.frameCount === 0) this.firstTimestampUs = frame.timestampUs
    this.chain = frame.chain
    this.months.add(monthOf(frame.timestampUs))
    this.frameCount++
    this.#ordinal = 0
    this.#stateOrdinal = 0
  }

  /** About how many rows it writes: of the tables that take most of them. */
  rowCount(): number {
    const { orders, trades, transactions, movements } = this
    return orders.size + trades.length + transactions.length + movements.length
  }

  /** An Outcome: all that its command moved in these frames has been stated by now. */
  endCommand(): void {
    for (const { account, asset } of this.#unstated.values())
      throw new ProjectionError(
        `a command of frame ${this.sequence} moved ${balanceName(account, asset)} ` +
          'without stating what is there now',
      )
  }

  /** Adds a transaction; its legs sum to zero in each asset, and those of nothing are left out. */
  transaction(
    kind: TransactionKind,
    about: Partial<Pick<TransactionRow, 'account' | 'idempotencyKey' | 'reference' | 'reason'>>,
    legs: readonly (readonly [account: number, asset: ListedAsset, deltaUnits: bigint])[],
  ): void {
    const { sequence, timestampUs: createdUs } = this
    const ordinal = this.#ordinal++
    const { account = null, idempotencyKey = null, reference = null, reason = null } = about
    const what = { kind, account, idempotencyKey, reference, reason }
    this.transactions.push({ sequence, ordinal, ...what, createdUs })
    let leg = 0
    for (const [account, asset, deltaUnits] of legs) {
      if (deltaUnits === 0n) continue
      const movement: Leg = {
        sequence,
        ordinal,
        leg: leg++,
        account,
        asset,
        deltaUnits,
        balanceAfterUnits: 0n,
        createdUs,
      }
      this.movements.push(movement)
      if (account >= limits.accountUserMin) this.#unstated.set(fundsKey(account, asset), movement)
    }
  }

  /** Adds a state that a market came to. */
  marketState(state: Omit<MarketStateRow, 'sequence' | 'ordinal' | 'changedUs'>): void {
    const { sequence, timestampUs: changedUs } = this
    this.marketStates.push({ ...state, sequence, ordinal: this.#stateOrdinal++, changedUs })
  }

  /** The core states what an account has now. */
  balance(account: number, asset: ListedAsset, availableUnits: bigint, lockedUnits: bigint): void {
    const { sequence } = this
    this.movements.push({ sequence, account, asset, availableUnits, lockedUnits })
    this.#unstated.delete(fundsKey(account, asset))
  }
}

export const balanceName = (account: number, asset: ListedAsset): string =>
  `${asset.code} of account ${account}`
