// Folds of trades that were prevented: two orders of one owner met, and something of them is gone.
import {
  SelfTradePrevention,
  Side,
  selfTradePreventionNames,
  type TradePrevented,
  takerSideOf,
} from '@openbell/protocol'
import type { OrderView, PreventedMatchView, PreventedStep } from '../ports.js'
import type { Changes } from './changes.js'
import { Unexplained } from './errors.js'
import { stepBoth } from './fold-sides.js'
import { prevented as afterPrevented, openLots } from './order-steps.js'
import type { ViewState } from './state.js'

export function foldPrevented(state: ViewState, changes: Changes, event: TradePrevented): void {
  const match = matchOf(state, event, changes.timestampUs)
  const { makerAccount, takerAccount, makerOrderId, takerOrderId } = match
  stepBoth(state, changes, event)
  checkOwner(state, match)
  const makerSide = match.takerSide === Side.buy ? Side.sell : Side.buy
  const maker = orderOf(state, match, makerAccount, makerOrderId, makerSide)
  const taker = orderOf(state, match, takerAccount, takerOrderId, match.takerSide)
  state.lastPreventedId = match.preventedId
  const step = { ...match, matchLots: Math.min(openLots(maker), openLots(taker)) }
  for (const account of new Set([makerAccount, takerAccount])) state.prevented.add(account, step)
  const { mode } = match
  const makerAfter = afterPrevented(
    maker,
    {
      mode,
      isMaker: true,
      preventedLots: match.makerPreventedLots,
      quantityLots: event.makerQuantityLots,
    },
    changes.timestampUs,
  )
  const takerAfter = afterPrevented(
    taker,
    {
      mode,
      isMaker: false,
      preventedLots: match.takerPreventedLots,
      quantityLots: event.takerQuantityLots,
    },
    changes.timestampUs,
  )
  put(state, changes, step, makerAfter, event.makerAccountEvent, match.makerPreventedLots)
  put(state, changes, step, takerAfter, event.takerAccountEvent, match.takerPreventedLots)
}

function matchOf(state: ViewState, event: TradePrevented, timestampUs: number): PreventedMatchView {
  const { preventedId, market } = event
  state.catalogue.market(market)
  if (state.lastPreventedId > 0 && preventedId !== state.lastPreventedId + 1)
    throw new Unexplained(`prevented trade ${preventedId} follows ${state.lastPreventedId}`)
  const mode = SelfTradePrevention[selfTradePreventionNames[event.mode]]
  if (mode === undefined || mode === SelfTradePrevention.none)
    throw new Unexplained(`prevented trade ${preventedId} is of mode ${event.mode}`)
  return {
    preventedId,
    market,
    makerAccount: event.makerAccount,
    takerAccount: event.takerAccount,
    tradeGroup: state.accounts.tradeGroup(event.takerAccount),
    makerOrderId: event.makerOrderId,
    takerOrderId: event.takerOrderId,
    mode,
    takerSide: takerSideOf(event),
    priceTicks: event.priceTicks,
    makerPreventedLots: event.makerPreventedLots,
    takerPreventedLots: event.takerPreventedLots,
    timestampUs,
  }
}

/** @throws Unexplained where the two are strangers */
function checkOwner({ accounts }: ViewState, match: PreventedMatchView): void {
  const { makerAccount, takerAccount, tradeGroup, preventedId } = match
  if (makerAccount === takerAccount) return
  if (tradeGroup === 0 || accounts.tradeGroup(makerAccount) !== tradeGroup)
    throw new Unexplained(
      `prevented trade ${preventedId} is of accounts ${makerAccount} and ${takerAccount}`,
    )
}

function orderOf(
  { orders }: ViewState,
  { market, preventedId }: PreventedMatchView,
  account: number,
  orderId: number,
  side: Side,
): OrderView {
  const order = orders.openOne(account, orderId)
  if (order.market !== market || order.side !== side)
    throw new Unexplained(
      `order ${orderId} is of another market or side than prevented trade ${preventedId}`,
    )
  return order
}

/** Who lost nothing is told nothing; whose order has nothing left is told when it closes. */
function put(
  { orders }: ViewState,
  changes: Changes,
  prevented: PreventedStep,
  order: OrderView,
  accountEvent: number,
  lostLots: number,
): void {
  orders.replace(order)
  const isEnding = prevented.mode !== SelfTradePrevention.decrement || openLots(order) === 0
  if (lostLots === 0 || isEnding) return
  const { account } = order
  changes.executions.push({
    account,
    accountEvent,
    execution: 'prevented',
    order,
    prevented,
  })
}
