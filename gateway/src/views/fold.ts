// Folds the records of an event frame into the views: the one place that knows what each event means.
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
  MarketListed,
  MarketStateChanged,
  OrderAccepted,
  OrderClosed,
  OrderState,
  OrderStatus,
  Outcome,
  Side,
  Trade,
  Withdrawn,
} from '@openbell/protocol'
import type { MarketView } from '../ports.js'
import type { Changes } from './changes.js'
import { Unexplained } from './errors.js'
import type { ViewState } from './state.js'

/** Bits of the flags of a trade and of a level. */
const tradeFlags = { takerSells: 1, makerFilled: 2, takerFilled: 4 } as const
const levelFlags = { sell: 1 } as const

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
  switch (kind) {
    case BookLevel.kind:
      foldLevel(state, changes, BookLevel.read(view, at))
      break
    case Balance.kind:
      foldBalance(state, changes, Balance.read(view, at))
      break
    case Trade.kind:
      foldTrade(state, changes, Trade.read(view, at))
      break
    case OrderAccepted.kind:
      foldAccepted(state, changes, OrderAccepted.read(view, at))
      break
    case OrderClosed.kind:
      foldClosed(state, changes, OrderClosed.read(view, at))
      break
    case Deposited.kind:
      foldMoney(state, changes, Deposited.read(view, at))
      break
    case Withdrawn.kind:
      foldMoney(state, changes, Withdrawn.read(view, at))
      break
    case AssetListed.kind:
      state.catalogue.listAsset(AssetListed.read(view, at))
      break
    case MarketListed.kind:
      foldMarket(state, MarketListed.read(view, at))
      break
    case MarketStateChanged.kind:
      state.catalogue.changeState(MarketStateChanged.read(view, at))
      break
    case FeeTierSet.kind:
      state.catalogue.setFeeTier(FeeTierSet.read(view, at))
      break
    case AccountOpened.kind:
      foldOpened(state, changes, AccountOpened.read(view, at))
      break
    case AccountTierSet.kind:
      foldTier(state, changes, AccountTierSet.read(view, at))
      break
    case AccountFrozen.kind:
      foldFrozen(state, changes, AccountFrozen.read(view, at))
      break
    case Outcome.kind:
    case OrderState.kind:
    case Configured.kind:
      break
    default:
      throw new Unexplained(`kind ${kind} is no event of an exchange`)
  }
}

function foldMarket({ catalogue, books }: ViewState, listed: MarketListed): void {
  catalogue.listMarket(listed)
  books.open(listed.market)
}

function foldOpened(
  { accounts }: ViewState,
  { timestampUs }: Changes,
  opened: AccountOpened,
): void {
  accounts.open(opened.account, opened.tier, timestampUs)
}

function foldTier({ accounts }: ViewState, { timestampUs }: Changes, set: AccountTierSet): void {
  accounts.step(set.account, set.accountEvent, timestampUs)
  accounts.setTier(set.account, set.tier)
}

function foldFrozen({ accounts }: ViewState, { timestampUs }: Changes, set: AccountFrozen): void {
  accounts.step(set.account, set.accountEvent, timestampUs)
  accounts.setFrozen(set.account, set.frozen !== 0)
}

/** The amount shows in the balance that follows. */
function foldMoney({ accounts }: ViewState, { timestampUs }: Changes, moved: Deposited): void {
  accounts.step(moved.account, moved.accountEvent, timestampUs)
}

function foldBalance({ accounts, catalogue }: ViewState, changes: Changes, record: Balance): void {
  const { account, accountEvent, availableUnits, lockedUnits } = record
  const { asset } = catalogue.asset(record.asset)
  accounts.step(account, accountEvent, changes.timestampUs)
  accounts.setBalance(account, { asset, availableUnits, lockedUnits })
  changes.balances.push({ account, accountEvent, asset, availableUnits, lockedUnits })
}

function foldLevel({ books }: ViewState, changes: Changes, level: BookLevel): void {
  const { market, updateId, priceTicks, totalLots } = level
  const side = level.flags & levelFlags.sell ? Side.sell : Side.buy
  books.setLevel(market, updateId, side, priceTicks, totalLots)
  changes.addLevel(market, updateId, side, priceTicks, totalLots)
}

function foldAccepted(state: ViewState, changes: Changes, accepted: OrderAccepted): void {
  const { account, accountEvent } = accepted
  state.catalogue.market(accepted.market)
  state.accounts.step(account, accountEvent, changes.timestampUs)
  const order = state.orders.accept(accepted, changes.timestampUs)
  changes.executions.push({ account, accountEvent, execution: 'new', order })
}

function foldClosed(state: ViewState, changes: Changes, closed: OrderClosed): void {
  const { account, accountEvent, status, executedLots } = closed
  state.accounts.step(account, accountEvent, changes.timestampUs)
  const before = state.orders.openOrder(account, closed.orderId)
  const order = state.orders.close(before, status, executedLots, changes.timestampUs)
  const execution = order.status === OrderStatus.expired ? 'expired' : 'cancelled'
  changes.executions.push({ account, accountEvent, execution, order })
}

function foldTrade(state: ViewState, changes: Changes, trade: Trade): void {
  const { market, tradeId, priceTicks, quantityLots, quoteUnits } = trade
  const { timestampUs } = changes
  const takerSide = trade.flags & tradeFlags.takerSells ? Side.sell : Side.buy
  stepBoth(state, trade, timestampUs)
  foldFill(state, changes, trade, makerOf(trade, state.catalogue.market(market), takerSide))
  foldFill(state, changes, trade, takerOf(trade, state.catalogue.market(market), takerSide))
  const print = { tradeId, market, priceTicks, quantityLots, quoteUnits, takerSide, timestampUs }
  state.trades.add(print)
  changes.trades.push(print)
}

/** Who trades with himself has two events of one trade, in the order of their numbers. */
function stepBoth({ accounts }: ViewState, trade: Trade, timestampUs: number): void {
  const { makerAccount, makerAccountEvent, takerAccount, takerAccountEvent } = trade
  if (makerAccountEvent < takerAccountEvent || makerAccount !== takerAccount) {
    accounts.step(makerAccount, makerAccountEvent, timestampUs)
    accounts.step(takerAccount, takerAccountEvent, timestampUs)
  } else {
    accounts.step(takerAccount, takerAccountEvent, timestampUs)
    accounts.step(makerAccount, makerAccountEvent, timestampUs)
  }
}

/** One of the two sides of a trade. */
interface TradeSide {
  readonly account: number
  readonly accountEvent: number
  readonly orderId: number
  readonly side: Side
  readonly isMaker: boolean
  readonly isFilled: boolean
  readonly executedLots: number
  readonly executedQuoteUnits: bigint
  readonly feeUnits: bigint
  readonly feeAsset: number
}

/** Fees come off what a side receives. */
const receivedBy = (side: Side, { base, quote }: MarketView): number =>
  side === Side.buy ? base.asset : quote.asset

function makerOf(trade: Trade, market: MarketView, takerSide: Side): TradeSide {
  const side = takerSide === Side.buy ? Side.sell : Side.buy
  return {
    account: trade.makerAccount,
    accountEvent: trade.makerAccountEvent,
    orderId: trade.makerOrderId,
    side,
    isMaker: true,
    isFilled: (trade.flags & tradeFlags.makerFilled) !== 0,
    executedLots: trade.makerExecutedLots,
    executedQuoteUnits: trade.makerExecutedQuoteUnits,
    feeUnits: trade.makerFeeUnits,
    feeAsset: receivedBy(side, market),
  }
}

const takerOf = (trade: Trade, market: MarketView, side: Side): TradeSide => ({
  account: trade.takerAccount,
  accountEvent: trade.takerAccountEvent,
  orderId: trade.takerOrderId,
  side,
  isMaker: false,
  isFilled: (trade.flags & tradeFlags.takerFilled) !== 0,
  executedLots: trade.takerExecutedLots,
  executedQuoteUnits: trade.takerExecutedQuoteUnits,
  feeUnits: trade.takerFeeUnits,
  feeAsset: receivedBy(side, market),
})

function foldFill(state: ViewState, changes: Changes, trade: Trade, one: TradeSide): void {
  const { account, accountEvent, orderId, side, isMaker, feeUnits, feeAsset } = one
  const { tradeId, market, priceTicks, quantityLots, quoteUnits } = trade
  const { timestampUs } = changes
  const before = state.orders.openOrder(account, orderId)
  if (before.market !== market || before.side !== side)
    throw new Unexplained(`order ${orderId} is of another market or side than trade ${tradeId}`)
  const order = state.orders.execute(before, one, quantityLots, timestampUs)
  const fill = {
    tradeId,
    orderId,
    account,
    market,
    side,
    isMaker,
    priceTicks,
    quantityLots,
    quoteUnits,
    feeUnits,
    feeAsset,
    timestampUs,
  }
  state.fills.add(fill)
  changes.executions.push({ account, accountEvent, execution: 'trade', order, fill })
}
