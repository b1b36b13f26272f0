// What the views answer: pure folds over event frames, read by the edge. Integers; the edge makes decimals.
import type { Side } from '@openbell/protocol'
import type {
  AccountView,
  AmendmentView,
  BalanceView,
  FillView,
  ListView,
  OrderView,
  PreventedMatchView,
  WithdrawalView,
} from './account-views.js'
import type { AssetView, FeeTierView, MarketView } from './catalogue-views.js'

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

/** Entries of one order, or the one with this id, or from an id on; the newest where none is given. */
export interface PreventedRange {
  readonly preventedId?: number
  readonly orderId?: number
  readonly fromId?: number
  readonly limit: number
}

/** From an account event on; the newest where none is given. */
export interface AmendmentRange {
  readonly fromId?: number
  readonly limit: number
}

export interface Views {
  /** The sequence of the last frame folded, and its time. */
  sequence(): number
  timestampUs(): number
  /** Open orders that an account may have at once, over all markets. */
  ordersPerAccountMax(): number
  assets(): readonly AssetView[]
  markets(): readonly MarketView[]
  /** By public symbol such as BTCUSDT. */
  marketBySymbol(symbol: string): MarketView | undefined
  marketByNumber(market: number): MarketView | undefined
  assetByNumber(asset: number): AssetView | undefined
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
  /** An open list or one of recent history; a foreign one is undefined. */
  listById(account: number, listId: number): ListView | undefined
  /** The open list with this id of the client's, or the newest finished one. */
  listByClientId(account: number, listClientOrderId: string): ListView | undefined
  /** In the order of their ids; of all markets where none is given. */
  openLists(account: number, market?: number): readonly ListView[]
  /** Open and finished lists by list id; of all markets where none is given. */
  lists(account: number, range: HistoryRange, market?: number): HistoryPage<ListView>
  /** Of one market, by id. */
  preventedMatches(
    account: number,
    market: number,
    range: PreventedRange,
  ): HistoryPage<PreventedMatchView>
  /** Of one order, by account event. */
  amendments(
    account: number,
    market: number,
    orderId: number,
    range: AmendmentRange,
  ): HistoryPage<AmendmentView>
  /** What is locked to go out, by id; of all accounts where none is given. */
  reservedWithdrawals(account?: number): readonly WithdrawalView[]
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
  listById(account: number, listId: number): Promise<ListView | undefined>
  listByClientId(account: number, listClientOrderId: string): Promise<ListView | undefined>
  lists(account: number, range: HistoryRange, market?: number): Promise<readonly ListView[]>
  preventedMatches(
    account: number,
    market: number,
    range: PreventedRange,
  ): Promise<readonly PreventedMatchView[]>
  amendments(
    account: number,
    market: number,
    orderId: number,
    range: AmendmentRange,
  ): Promise<readonly AmendmentView[]>
  /** Reserved, settled and released ones, by id. */
  withdrawals(account: number, range: HistoryRange): Promise<readonly WithdrawalView[]>
}
