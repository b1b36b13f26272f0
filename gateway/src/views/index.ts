// Views: what was traded, what stands in the books and what accounts have, folded from event frames
// and served to the edge. They hold no decimals and know no network.
import { forEachRecord } from '@openbell/protocol'
import type {
  AccountView,
  AmendmentRange,
  AmendmentView,
  AssetView,
  BalanceView,
  DepthView,
  EventFrame,
  FeeTierView,
  FillView,
  HistoryPage,
  HistoryRange,
  ListView,
  MarketView,
  OrderView,
  PreventedMatchView,
  PreventedRange,
  TradeView,
  ViewChanges,
  Views,
  WithdrawalView,
} from '../ports.js'
import { Changes } from './changes.js'
import { Unexplained, ViewError } from './errors.js'
import { foldRecord } from './fold.js'
import { readViewSnapshot, writeViewSnapshot } from './snapshot.js'
import { defaultViewBounds, type ViewBounds, ViewState } from './state.js'

export { ViewError, ViewSnapshotError } from './errors.js'
export { defaultViewBounds, type ViewBounds } from './state.js'

/** Views that have folded nothing yet. */
export const createViews = (bounds: Partial<ViewBounds> = {}): FoldedViews =>
  new FoldedViews(new ViewState({ ...defaultViewBounds, ...bounds }))

/**
 * Views as they were when `snapshot()` gave these bytes; the next frame is the one after their
 * `sequence()`. Narrower bounds than those of the snapshot drop what lies beyond.
 * @throws ViewSnapshotError
 */
export const restoreViews = (bytes: Uint8Array, bounds: Partial<ViewBounds> = {}): FoldedViews =>
  new FoldedViews(readViewSnapshot(bytes, { ...defaultViewBounds, ...bounds }))

export class FoldedViews implements Views {
  #broken: ViewError | undefined

  constructor(private readonly state: ViewState) {}

  /**
   * Folds the next frame.
   * @throws ViewError where it does not follow from what was folded; every later call throws it too
   */
  fold(frame: EventFrame): ViewChanges {
    if (this.#broken) throw this.#broken
    const { state } = this
    const changes = new Changes(frame.sequence, frame.timestampUs)
    let record: number | undefined
    try {
      this.#checkPlace(frame)
      state.accounts.passTime(frame.type, frame.timestampUs)
      record = 0
      for (const part of frame.parts)
        forEachRecord(part, (kind, view, at) => {
          foldRecord(state, changes, kind, view, at)
          record = (record ?? 0) + 1
        })
    } catch (error) {
      this.#broken = viewErrorOf(frame.sequence, record, error)
      throw this.#broken
    }
    state.sequence = frame.sequence
    state.timestampUs = frame.timestampUs
    return changes
  }

  /** @throws ViewError where a fold has failed: what is wrong must not outlive the process */
  snapshot(): Uint8Array {
    if (this.#broken) throw this.#broken
    return writeViewSnapshot(this.state)
  }

  sequence = (): number => this.state.sequence
  timestampUs = (): number => this.state.timestampUs

  assets = (): readonly AssetView[] => this.state.catalogue.assets()
  ordersPerAccountMax = (): number => this.state.catalogue.ordersPerAccountMax
  markets = (): readonly MarketView[] => this.state.catalogue.markets()
  feeTiers = (): readonly FeeTierView[] => this.state.catalogue.feeTiers()
  marketBySymbol = (symbol: string): MarketView | undefined =>
    this.state.catalogue.marketBySymbol(symbol)
  marketByNumber = (market: number): MarketView | undefined =>
    this.state.catalogue.marketByNumber(market)
  assetByNumber = (asset: number): AssetView | undefined =>
    this.state.catalogue.assetByNumber(asset)

  depth = (market: number, levelsMax: number): DepthView =>
    this.state.books.depth(market, levelsMax)
  recentTrades = (market: number, limit: number): readonly TradeView[] =>
    this.state.trades.recent(market, limit)
  lastTrade = (market: number): TradeView | undefined => this.state.trades.last(market)

  account = (account: number): AccountView | undefined => this.state.accounts.view(account)
  balances = (account: number): readonly BalanceView[] => this.state.accounts.balances(account)

  openOrders = (account: number, market?: number): readonly OrderView[] =>
    this.state.orders.open(account, market)
  orderById = (account: number, orderId: number): OrderView | undefined =>
    this.state.orders.byId(account, orderId)
  orderByClientId = (
    account: number,
    market: number,
    clientOrderId: string,
  ): OrderView | undefined => this.state.orders.byClientId(account, market, clientOrderId)

  orders = (account: number, market: number, range: HistoryRange): HistoryPage<OrderView> =>
    this.state.orders.page(account, range, market)

  fills(
    account: number,
    market: number,
    range: HistoryRange,
    orderId?: number,
  ): HistoryPage<FillView> {
    const isMeant = (fill: FillView) => orderId === undefined || fill.orderId === orderId
    const notBeforeUs = this.#createdUs(account, orderId)
    return this.state.fills.page(account, market, range, isMeant, notBeforeUs)
  }

  listById = (account: number, listId: number): ListView | undefined =>
    this.state.lists.byId(account, listId)
  listByClientId = (account: number, listClientOrderId: string): ListView | undefined =>
    this.state.lists.byClientId(account, listClientOrderId)
  openLists = (account: number, market?: number): readonly ListView[] =>
    this.state.lists.open(account, market)
  lists = (account: number, range: HistoryRange, market?: number): HistoryPage<ListView> =>
    this.state.lists.page(account, range, market)

  preventedMatches(
    account: number,
    market: number,
    { preventedId, orderId, ...range }: PreventedRange,
  ): HistoryPage<PreventedMatchView> {
    const isMeant = (match: PreventedMatchView) =>
      (preventedId === undefined || match.preventedId === preventedId) &&
      (orderId === undefined || match.makerOrderId === orderId || match.takerOrderId === orderId)
    const from = preventedId === undefined ? range : { ...range, fromId: preventedId }
    const notBeforeUs = this.#createdUs(account, orderId)
    return this.state.prevented.page(account, market, from, isMeant, notBeforeUs)
  }

  amendments(
    account: number,
    market: number,
    orderId: number,
    range: AmendmentRange,
  ): HistoryPage<AmendmentView> {
    const isMeant = (amendment: AmendmentView) => amendment.orderId === orderId
    const notBeforeUs = this.#createdUs(account, orderId)
    return this.state.amendments.page(account, market, range, isMeant, notBeforeUs)
  }

  reservedWithdrawals = (account?: number): readonly WithdrawalView[] =>
    this.state.withdrawals.reserved(account)

  /** Before it was created, nothing happened to an order. */
  #createdUs(account: number, orderId: number | undefined): number | undefined {
    return orderId === undefined ? undefined : this.orderById(account, orderId)?.createdUs
  }

  #checkPlace({ sequence, timestampUs }: EventFrame): void {
    const { state } = this
    if (sequence !== state.sequence + 1) throw new Unexplained(`it follows frame ${state.sequence}`)
    if (timestampUs < state.timestampUs)
      throw new Unexplained(`its time ${timestampUs} lies before ${state.timestampUs}`)
  }
}

function viewErrorOf(sequence: number, record: number | undefined, cause: unknown): ViewError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ViewError(sequence, record, reason, { cause })
}
