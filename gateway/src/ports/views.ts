// What the views answer: pure folds over event frames, read by the edge. Integers; the edge makes decimals.
import type {
  AssetKind,
  MarketState,
  OrderStatus,
  OrderType,
  Side,
  TimeInForce,
} from '@openbell/protocol'

export interface AssetView {
  readonly asset: number
  readonly code: string
  readonly name: string
  readonly kind: AssetKind
  readonly decimals: number
  readonly displayDecimals: number
  readonly depositsOpen: boolean
  readonly withdrawalsOpen: boolean
  readonly withdrawalMinUnits: bigint
  readonly withdrawalMaxUnits: bigint
  readonly withdrawalFeeUnits: bigint
}

export interface MarketView {
  readonly market: number
  readonly symbol: string
  readonly base: AssetView
  readonly quote: AssetView
  /** Quote units of one tick, for one whole of the base asset. */
  readonly tickUnits: bigint
  /** Base units of one lot. */
  readonly lotUnits: bigint
  /** Quote units of one lot at one tick. */
  readonly notionalUnits: bigint
  readonly priceMaxTicks: number
  readonly quantityMinLots: number
  readonly quantityMaxLots: number
  readonly notionalMinUnits: bigint
  readonly priceBandPpm: number
  readonly state: MarketState
}

export interface FeeTierView {
  readonly tier: number
  readonly name: string
  readonly makerPpm: number
  readonly takerPpm: number
  readonly volumeMinUnits: bigint
}

export interface LevelView {
  readonly priceTicks: number
  readonly totalLots: number
}

export interface DepthView {
  readonly lastUpdateId: number
  /** Best first. */
  readonly bids: readonly LevelView[]
  readonly asks: readonly LevelView[]
}

export interface TradeView {
  readonly tradeId: number
  readonly market: number
  readonly priceTicks: number
  readonly quantityLots: number
  readonly quoteUnits: bigint
  readonly takerSide: Side
  readonly timestampUs: number
}

export interface OrderView {
  readonly orderId: number
  readonly account: number
  readonly market: number
  /** Empty when the client chose none. */
  readonly clientOrderId: string
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly status: OrderStatus
  readonly priceTicks: number
  readonly quantityLots: number
  readonly executedLots: number
  readonly executedQuoteUnits: bigint
  readonly createdUs: number
  readonly updatedUs: number
}

/** One side of a trade, as its owner sees it. */
export interface FillView {
  readonly tradeId: number
  readonly orderId: number
  readonly account: number
  readonly market: number
  readonly side: Side
  readonly isMaker: boolean
  readonly priceTicks: number
  readonly quantityLots: number
  readonly quoteUnits: bigint
  readonly feeUnits: bigint
  readonly feeAsset: number
  readonly timestampUs: number
}

export interface BalanceView {
  readonly asset: number
  readonly availableUnits: bigint
  readonly lockedUnits: bigint
}

export interface AccountView {
  readonly account: number
  readonly tier: number
  readonly frozen: boolean
  /** The account's last event number. */
  readonly lastEvent: number
  readonly updatedUs: number
}

/** A page of history: oldest first; `complete` is false where older entries are no longer in memory. */
export interface HistoryPage<Entry> {
  readonly entries: readonly Entry[]
  readonly complete: boolean
}

export interface HistoryRange {
  /** Entries with this id and later ones. */
  readonly fromId?: number
  readonly startUs?: number
  readonly endUs?: number
  readonly limit: number
}

export interface Views {
  /** The sequence of the last frame folded, and its time. */
  sequence(): number
  timestampUs(): number
  assets(): readonly AssetView[]
  markets(): readonly MarketView[]
  /** By public symbol such as BTCUSDT. */
  marketBySymbol(symbol: string): MarketView | undefined
  feeTiers(): readonly FeeTierView[]
  depth(market: number, levelsMax: number): DepthView
  /** The newest trades, oldest first. */
  recentTrades(market: number, limit: number): readonly TradeView[]
  lastTrade(market: number): TradeView | undefined
  account(account: number): AccountView | undefined
  balances(account: number): readonly BalanceView[]
  /** In the order of their ids; of all markets where none is given. */
  openOrders(account: number, market?: number): readonly OrderView[]
  /** An open order or one of recent history; a foreign one is undefined. */
  orderById(account: number, orderId: number): OrderView | undefined
  /** The open order with this client order id, or the newest finished one. */
  orderByClientId(account: number, market: number, clientOrderId: string): OrderView | undefined
  /** Open and finished orders of one market, by order id. */
  orders(account: number, market: number, range: HistoryRange): HistoryPage<OrderView>
  /** The fills of one market, by trade id, or of one order. */
  fills(
    account: number,
    market: number,
    range: HistoryRange,
    orderId?: number,
  ): HistoryPage<FillView>
}

/** What changed in one frame, for the feeds; given after the frame was folded. */
export interface ViewChanges {
  readonly sequence: number
  readonly timestampUs: number
  readonly trades: readonly TradeView[]
  /** Changed levels with their totals, by market, with the frame's first and last book-update ids. */
  readonly books: readonly {
    readonly market: number
    readonly firstUpdateId: number
    readonly lastUpdateId: number
    readonly levels: readonly (LevelView & { readonly side: Side })[]
  }[]
  /** What happened to accounts, in order. */
  readonly executions: readonly ExecutionView[]
  readonly balances: readonly (BalanceView & {
    readonly account: number
    readonly accountEvent: number
  })[]
}

/** One step in an order's life, with the order as it stands after it. */
export interface ExecutionView {
  readonly account: number
  readonly accountEvent: number
  readonly execution: 'new' | 'trade' | 'cancelled' | 'expired'
  readonly order: OrderView
  readonly fill?: FillView
}

/** The database lacks frames that the views have folded; it catches up by itself. */
export class HistoryBehindError extends Error {
  override name = 'HistoryBehindError'
}

/**
 * Older entries than the views hold; from the database, read in one transaction with its cursor.
 * Rejects with DatabaseDownError, or with HistoryBehindError where entries between it and the views
 * may be missing.
 */
export interface History {
  /** Trades of one market, by trade id. */
  trades(market: number, range: HistoryRange): Promise<readonly TradeView[]>
  orders(account: number, market: number, range: HistoryRange): Promise<readonly OrderView[]>
  fills(
    account: number,
    market: number,
    range: HistoryRange,
    orderId?: number,
  ): Promise<readonly FillView[]>
  orderById(account: number, orderId: number): Promise<OrderView | undefined>
  orderByClientId(
    account: number,
    market: number,
    clientOrderId: string,
  ): Promise<OrderView | undefined>
}
