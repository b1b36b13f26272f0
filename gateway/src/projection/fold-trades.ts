// Folds of trades: the trade, what it did to both orders, and the money that it moved.
import { limits, OrderStatus, Side, type Trade, TradeFlag, takerSideOf } from '@openbell/protocol'
import type { Batch } from './batch.js'
import { type ListedMarket, quantityUnits } from './catalogue.js'
import { changeOrder } from './fold-orders.js'
import type { OrderState } from './order-rows.js'
import { orderStatusWords, sideWords } from './words.js'

export function foldTrade(batch: Batch, event: Trade): void {
  const market = batch.catalogue.market(event.market)
  fillOrder(batch, market, event.makerOrderId, (event.flags & TradeFlag.makerFilled) !== 0, {
    executedLots: event.makerExecutedLots,
    executedQuoteUnits: event.makerExecutedQuoteUnits,
  })
  fillOrder(batch, market, event.takerOrderId, (event.flags & TradeFlag.takerFilled) !== 0, {
    executedLots: event.takerExecutedLots,
    executedQuoteUnits: event.takerExecutedQuoteUnits,
  })
  addTrade(batch, market, event)
  addPostings(batch, market, event)
  const metrics = batch.metrics.at(market, batch)
  metrics.tradeCount++
  metrics.volumeUnits += quantityUnits(market, event.quantityLots)
  metrics.quoteVolumeUnits += event.quoteUnits
}

function addTrade(batch: Batch, market: ListedMarket, event: Trade): void {
  const takerSide = takerSideOf(event)
  batch.trades.push({
    id: event.tradeId,
    market,
    priceTicks: event.priceTicks,
    quantityLots: event.quantityLots,
    quoteUnits: event.quoteUnits,
    takerSide: sideWords.of(takerSide),
    makerOrderId: event.makerOrderId,
    takerOrderId: event.takerOrderId,
    makerAccount: event.makerAccount,
    takerAccount: event.takerAccount,
    makerFeeUnits: event.makerFeeUnits,
    makerFeeAsset: takerSide === Side.sell ? market.base : market.quote,
    takerFeeUnits: event.takerFeeUnits,
    takerFeeAsset: takerSide === Side.sell ? market.quote : market.base,
    executedUs: batch.timestampUs,
    sequence: batch.sequence,
  })
}

/** The exchange of the two goods: each side receives what is left after its fee. */
function addPostings(batch: Batch, market: ListedMarket, event: Trade): void {
  const { base, quote } = market
  const { makerAccount, takerAccount, makerFeeUnits, takerFeeUnits, quoteUnits } = event
  const makerBuys = takerSideOf(event) === Side.sell
  const [buyer, baseFee] = makerBuys ? [makerAccount, makerFeeUnits] : [takerAccount, takerFeeUnits]
  const [seller, quoteFee] = makerBuys
    ? [takerAccount, takerFeeUnits]
    : [makerAccount, makerFeeUnits]
  const baseUnits = quantityUnits(market, event.quantityLots)
  batch.transaction('trade', { reference: String(event.tradeId) }, [
    [seller, base, -baseUnits],
    [buyer, base, baseUnits - baseFee],
    [limits.accountFees, base, baseFee],
    [buyer, quote, -quoteUnits],
    [seller, quote, quoteUnits - quoteFee],
    [limits.accountFees, quote, quoteFee],
  ])
}

function fillOrder(
  batch: Batch,
  market: ListedMarket,
  id: number,
  isFilled: boolean,
  executed: Pick<OrderState, 'executedLots' | 'executedQuoteUnits'>,
): void {
  const status = isFilled ? OrderStatus.filled : OrderStatus.partiallyFilled
  changeOrder(batch, market, id, { ...executed, status: orderStatusWords.of(status) })
  if (isFilled)
    batch.filled.push({ id, market, filledUs: batch.timestampUs, sequence: batch.sequence })
}
