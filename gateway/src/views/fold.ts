// Folds the records of an event frame into the views: the one place that knows what each event means.
import {
  AccountFrozen,
  AccountOpened,
  AccountTierSet,
  Adjusted,
  AssetListed,
  AssetSwitchesSet,
  AuctionIndicated,
  AuctionUncrossed,
  Balance,
  BookLevel,
  Configured,
  DeadManSet,
  Deposited,
  FeeTierSet,
  MarketListed,
  MarketRulesSet,
  MarketStateChanged,
  OrderAccepted,
  OrderActivated,
  OrderAmended,
  OrderClosed,
  OrderListAccepted,
  OrderListClosed,
  OrderReplaced,
  OrderState,
  Outcome,
  ReferencePriceSet,
  SpecialOrderAccepted,
  StopMoved,
  Trade,
  TradeGroupSet,
  TradePrevented,
  Transferred,
  WithdrawalReleased,
  WithdrawalReserved,
  WithdrawalSettled,
  Withdrawn,
} from '@openbell/protocol'
import type { Changes } from './changes.js'
import { Unexplained } from './errors.js'
import { foldDeadMan, foldFrozen, foldOpened, foldTier, foldTradeGroup } from './fold-accounts.js'
import { foldListAccepted, foldListClosed } from './fold-lists.js'
import {
  foldIndicated,
  foldLevel,
  foldMarket,
  foldMarketState,
  foldReferencePrice,
  foldRules,
  foldUncrossed,
} from './fold-markets.js'
import {
  foldAdjusted,
  foldBalance,
  foldDeposited,
  foldReleased,
  foldReserved,
  foldSettled,
  foldTransferred,
  foldWithdrawn,
} from './fold-money.js'
import {
  foldAccepted,
  foldActivated,
  foldAmended,
  foldClosed,
  foldSpecialAccepted,
  foldStopMoved,
} from './fold-orders.js'
import { foldPrevented } from './fold-prevented.js'
import { foldTrade } from './fold-trades.js'
import type { ViewState } from './state.js'

/** Takes one record in. @throws Unexplained where it contradicts what was folded before */
type Fold = (state: ViewState, changes: Changes, view: DataView, at: number) => void

const folds: Fold[] = []

function on<Event>(
  shape: { readonly kind: number; read(view: DataView, at: number): Event },
  fold: (state: ViewState, changes: Changes, event: Event) => void,
): void {
  folds[shape.kind] = (state, changes, view, at) => fold(state, changes, shape.read(view, at))
}

on(BookLevel, foldLevel)
on(Balance, foldBalance)
on(Trade, foldTrade)
on(OrderAccepted, foldAccepted)
on(SpecialOrderAccepted, foldSpecialAccepted)
on(OrderActivated, foldActivated)
on(StopMoved, foldStopMoved)
on(OrderAmended, foldAmended)
on(OrderClosed, foldClosed)
on(TradePrevented, foldPrevented)
on(OrderListAccepted, foldListAccepted)
on(OrderListClosed, foldListClosed)
on(Deposited, foldDeposited)
on(Withdrawn, foldWithdrawn)
on(WithdrawalReserved, foldReserved)
on(WithdrawalSettled, foldSettled)
on(WithdrawalReleased, foldReleased)
on(Transferred, foldTransferred)
on(Adjusted, foldAdjusted)
on(Configured, ({ catalogue }, _changes, { ordersPerAccountMax }) => {
  catalogue.ordersPerAccountMax = ordersPerAccountMax
})
on(AssetListed, ({ catalogue }, _changes, event) => catalogue.listAsset(event))
on(AssetSwitchesSet, ({ catalogue }, _changes, event) => catalogue.setSwitches(event))
on(FeeTierSet, ({ catalogue }, _changes, event) => catalogue.setFeeTier(event))
on(MarketListed, foldMarket)
on(MarketRulesSet, foldRules)
on(MarketStateChanged, foldMarketState)
on(ReferencePriceSet, foldReferencePrice)
on(AuctionIndicated, foldIndicated)
on(AuctionUncrossed, foldUncrossed)
on(AccountOpened, foldOpened)
on(AccountTierSet, foldTier)
on(AccountFrozen, foldFrozen)
on(TradeGroupSet, foldTradeGroup)
on(DeadManSet, foldDeadMan)
/** Answers, which change nothing: what they tell of was told before. */
for (const { kind } of [Outcome, OrderState, OrderReplaced]) folds[kind] = () => {}

/**
 * Folds one record.
 * @throws Unexplained where it contradicts what was folded before
 */
export function foldRecord(
  state: ViewState,
  changes: Changes,
  kind: number,
  view: DataView,
  at: number,
): void {
  const fold = folds[kind]
  if (!fold) throw new Unexplained(`kind ${kind} is no event of an exchange`)
  fold(state, changes, view, at)
}
