// Folds of trades: one print for everybody, and a fill for each of the two sides.
import { MarketState, Side, type Trade, TradeFlag, takerSideOf } from '@openbell/protocol'
import type { MarketView } from '../ports.js'
import type { Changes } from './changes.js'
import { Unexplained } from './errors.js'
import { stepBoth } from './fold-sides.js'
import { executed } from './order-steps.js'
import type { ViewState } from './state.js'

export function foldTrade(state: ViewState, changes: Changes, trade: Trade): void {
  const { market, tradeId, priceTicks, quantityLots, quoteUnits } = trade
  const { timestampUs } = changes
  const takerSide = takerSideOf(trade)
  const view = state.catalogue.market(market)
  const isAuction = (trade.flags & TradeFlag.auction) !== 0
  if (isAuction === (view.state === MarketState.trading))
    throw new Unexplained(`trade ${tradeId} is ${isAuction ? 'of' : 'outside'} an auction`)
  stepBoth(state, changes, trade)
  foldFill(state, changes, trade, makerOf(trade, view, takerSide))
  foldFill(state, changes, trade, takerOf(trade, view, takerSide))
  const print = { tradeId, market, priceTicks, quantityLots, quoteUnits, takerSide, timestampUs }
  state.trades.add(print)
  changes.trades.push(print)
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
    isFilled: (trade.flags & TradeFlag.makerFilled) !== 0,
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
  isFilled: (trade.flags & TradeFlag.takerFilled) !== 0,
  executedLots: trade.takerExecutedLots,
  executedQuoteUnits: trade.takerExecutedQuoteUnits,
  feeUnits: trade.takerFeeUnits,
  feeAsset: receivedBy(side, market),
})

function foldFill(state: ViewState, changes: Changes, trade: Trade, one: TradeSide): void {
  const { account, accountEvent, orderId, side, isMaker, feeUnits, feeAsset } = one
  const { tradeId, market, priceTicks, quantityLots, quoteUnits } = trade
  const { timestampUs } = changes
  const before = state.orders.openOne(account, orderId)
  if (before.market !== market || before.side !== side)
    throw new Unexplained(`order ${orderId} is of another market or side than trade ${tradeId}`)
  const order = executed(before, one, trade, timestampUs)
  state.orders.replace(order)
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
  state.fills.add(account, fill)
  changes.executions.push({ account, accountEvent, execution: 'trade', order, fill })
}
