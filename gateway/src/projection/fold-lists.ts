// Folds of what concerns more than one order: lists, trade groups and prevented trades.
import {
  type OrderListAccepted,
  type OrderListClosed,
  type TradeGroupSet,
  type TradePrevented,
  takerSideOf,
} from '@openbell/protocol'
import type { Batch } from './batch.js'
import { changeOrder } from './fold-orders.js'
import { contingencyWords, preventionWords, sideWords } from './words.js'

export function foldListAccepted(batch: Batch, event: OrderListAccepted): void {
  const { listId: id, account, listClientOrderId: clientId } = event
  const { sequence, timestampUs: updatedUs } = batch
  const market = batch.catalogue.market(event.market)
  const contingency = contingencyWords.of(event.contingency)
  const accepted = { account, market, clientId, contingency, createdUs: updatedUs }
  batch.lists.set(id, { id, accepted, isOpen: true, updatedUs, sequence })
}

export function foldListClosed(batch: Batch, { listId: id }: OrderListClosed): void {
  const { sequence, timestampUs: updatedUs } = batch
  const known = batch.lists.get(id)
  const end = { isOpen: false, updatedUs, sequence }
  if (known) Object.assign(known, end)
  else batch.lists.set(id, { id, accepted: undefined, ...end })
}

export function foldTradeGroup(batch: Batch, { account, tradeGroup }: TradeGroupSet): void {
  const { sequence, timestampUs: sinceUs } = batch
  batch.tradeGroups.set(account, { account, tradeGroup, sinceUs, sequence })
}

export function foldPrevented(batch: Batch, event: TradePrevented): void {
  const { sequence, timestampUs: updatedUs } = batch
  const { makerOrderId, takerOrderId, makerPreventedLots, takerPreventedLots } = event
  const market = batch.catalogue.market(event.market)
  batch.prevented.push({
    id: event.preventedId,
    market,
    mode: preventionWords.of(event.mode),
    priceTicks: event.priceTicks,
    takerSide: sideWords.of(takerSideOf(event)),
    makerOrderId,
    takerOrderId,
    makerAccount: event.makerAccount,
    takerAccount: event.takerAccount,
    tradeGroup: batch.tradeGroups.get(event.takerAccount)?.tradeGroup ?? null,
    makerPreventedLots,
    takerPreventedLots,
    preventedUs: updatedUs,
    sequence,
  })
  const maker = { quantityLots: event.makerQuantityLots }
  const taker = { quantityLots: event.takerQuantityLots }
  changeOrder(batch, market, makerOrderId, maker, makerPreventedLots)
  changeOrder(batch, market, takerOrderId, taker, takerPreventedLots)
}
