// One event frame folded into a batch: every record is either projected or known not to be.
import {
  AccountFrozen,
  AccountOpened,
  AccountTierSet,
  AssetListed,
  Balance,
  BookLevel,
  Configured,
  Deposited,
  FeeTierSet,
  forEachRecord,
  MarketListed,
  MarketStateChanged,
  OrderAccepted,
  OrderClosed,
  OrderState,
  Outcome,
  Trade,
  Withdrawn,
} from '@openbell/protocol'
import type { EventFrame } from '../ports.js'
import type { Batch } from './batch.js'
import { ProjectionError } from './faults.js'
import {
  foldAccountOpened,
  foldAccountTier,
  foldAssetListed,
  foldFeeTier,
  foldMarketListed,
  foldMarketState,
} from './fold-listings.js'
import { foldBalance, foldDeposited, foldWithdrawn } from './fold-money.js'
import { foldOrderAccepted, foldOrderClosed, foldTrade } from './fold-orders.js'

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
on(MarketListed, foldMarketListed)
on(MarketStateChanged, foldMarketState)
on(FeeTierSet, foldFeeTier)
on(AccountOpened, foldAccountOpened)
on(AccountTierSet, foldAccountTier)
on(Deposited, foldDeposited)
on(Withdrawn, foldWithdrawn)
on(OrderAccepted, foldOrderAccepted)
on(Trade, foldTrade)
on(OrderClosed, foldOrderClosed)
on(Balance, foldBalance)

/** What has no table: answers, books, and what only the core must know. */
const ignored: ReadonlySet<number> = new Set(
  [Configured, AccountFrozen, OrderState, BookLevel].map(({ kind }) => kind),
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
