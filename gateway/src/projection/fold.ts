// One event frame folded into a batch: every record is either projected or known not to be.
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
  forEachRecord,
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
import type { EventFrame } from '../ports.js'
import type { Batch } from './batch.js'
import { ProjectionError } from './faults.js'
import {
  foldAccountOpened,
  foldAccountTier,
  foldAssetListed,
  foldAssetSwitches,
  foldFeeTier,
} from './fold-listings.js'
import { foldListAccepted, foldListClosed, foldPrevented, foldTradeGroup } from './fold-lists.js'
import {
  foldMarketListed,
  foldMarketRules,
  foldMarketState,
  foldReferencePrice,
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
  foldOrderAccepted,
  foldOrderActivated,
  foldOrderAmended,
  foldOrderClosed,
  foldSpecialOrderAccepted,
  foldStopMoved,
} from './fold-orders.js'
import { foldTrade } from './fold-trades.js'

interface Shape<Event> {
  readonly kind: number
  read(view: DataView, at: number): Event
}

type Fold = (batch: Batch, view: DataView, at: number) => void

const folds = new Map<number, Fold>()

function on<Event>(shape: Shape<Event>, fold: (batch: Batch, event: Event) => void): void {
  folds.set(shape.kind, (batch, view, at) => fold(batch, shape.read(view, at)))
}

on(AssetListed, foldAssetListed)
on(AssetSwitchesSet, foldAssetSwitches)
on(MarketListed, foldMarketListed)
on(MarketRulesSet, foldMarketRules)
on(MarketStateChanged, foldMarketState)
on(ReferencePriceSet, foldReferencePrice)
on(FeeTierSet, foldFeeTier)
on(AccountOpened, foldAccountOpened)
on(AccountTierSet, foldAccountTier)
on(TradeGroupSet, foldTradeGroup)
on(Deposited, foldDeposited)
on(Withdrawn, foldWithdrawn)
on(WithdrawalReserved, foldReserved)
on(WithdrawalSettled, foldSettled)
on(WithdrawalReleased, foldReleased)
on(Transferred, foldTransferred)
on(Adjusted, foldAdjusted)
on(OrderAccepted, foldOrderAccepted)
on(SpecialOrderAccepted, foldSpecialOrderAccepted)
on(OrderActivated, foldOrderActivated)
on(StopMoved, foldStopMoved)
on(OrderAmended, foldOrderAmended)
on(TradePrevented, foldPrevented)
on(Trade, foldTrade)
on(OrderClosed, foldOrderClosed)
on(OrderListAccepted, foldListAccepted)
on(OrderListClosed, foldListClosed)
on(Balance, foldBalance)

/** What has no table: answers, books, what an auction would give, and what only the core must know. */
const ignored: ReadonlySet<number> = new Set(
  [
    Configured,
    AccountFrozen,
    DeadManSet,
    OrderState,
    OrderReplaced,
    BookLevel,
    AuctionIndicated,
    AuctionUncrossed,
  ].map(({ kind }) => kind),
)

/** Folds the frame after the batch's last one. @throws ProjectionError */
export function foldFrame(batch: Batch, frame: EventFrame): void {
  if (frame.sequence !== batch.sequence + 1)
    throw new ProjectionError(`frame ${frame.sequence} came after frame ${batch.sequence}: a gap`)
  batch.beginFrame(frame)
  for (const part of frame.parts)
    forEachRecord(part, (kind, view, at) => foldRecord(batch, kind, view, at))
}

function foldRecord(batch: Batch, kind: number, view: DataView, at: number): void {
  if (kind === Outcome.kind) {
    batch.endCommand()
    return
  }
  if (ignored.has(kind)) return
  const fold = folds.get(kind)
  if (!fold)
    throw new ProjectionError(`frame ${batch.sequence} holds an event of kind ${kind}: not for us`)
  fold(batch, view, at)
  batch.eventCount++
}
