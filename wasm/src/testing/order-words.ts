// Orders and lists as scenarios write them.
//
//   buy 5 @ 100 [maker] [ioc | fok | day | gtd 10 seconds] [iceberg 2]      buy 5 market
//   buy 500 USD market                      sell 5 stop 95 [limit 94]       sell 5 profit 110 [limit 109]
//   sell 5 trail 500 [stop 95]              sell 5 profit trail 500         … limit 94 with each
//   behind: [prevent taker | maker | both | decrement | none] [connection 3] [id x] [special]
//   oco sell 5: maker 110 | stop 95 limit 94
//   oto buy 5 @ 100 then sell 5 @ 110       otoco buy 5 @ 100 then sell 5: maker 110 | stop 95
//   behind a list: [with prevent none connection 3 list-id x]
import * as protocol from '@openbell/protocol'
import type { OrderTerms } from './commands.js'
import * as write from './commands.js'
import { Words } from './words.js'

const { OrderType, TimeInForce, SelfTradePrevention } = protocol

const preventions: Record<string, number> = {
  maker: SelfTradePrevention.expireMaker,
  taker: SelfTradePrevention.expireTaker,
  both: SelfTradePrevention.expireBoth,
  decrement: SelfTradePrevention.decrement,
  none: SelfTradePrevention.none,
}

const preventionOf = (words: Words): number =>
  preventions[words.after('prevent') ?? 'maker'] ?? SelfTradePrevention.none

function typeOf(words: Words): number {
  const isLimit = words.has('limit')
  if (words.has('profit')) return isLimit ? OrderType.takeProfitLimit : OrderType.takeProfit
  if (words.has('stop') || words.has('trail'))
    return isLimit ? OrderType.stopLossLimit : OrderType.stopLoss
  if (words.has('market')) return OrderType.market
  return words.has('maker') && words.after('prevent') !== 'maker'
    ? OrderType.limitMaker
    : OrderType.limit
}

function timeInForceOf(words: Words): number {
  if (words.has('ioc')) return TimeInForce.immediateOrCancel
  if (words.has('fok')) return TimeInForce.fillOrKill
  if (words.has('day')) return TimeInForce.day
  return words.has('gtd') ? TimeInForce.goodTillDate : TimeInForce.goodTillCancelled
}

/** The terms of an order from `buy` or `sell` on. */
export function termsOf(words: Words, nowUs: number): OrderTerms {
  const byQuote = words.at(2) === 'USD'
  return {
    side: words.at(0) === 'sell' ? protocol.Side.sell : protocol.Side.buy,
    quantityLots: byQuote ? 0 : Number(words.at(1)),
    quoteUnits: byQuote ? BigInt(words.at(1)) : 0n,
    priceTicks: words.number('@') || words.number('limit') || words.number('maker'),
    stopPriceTicks: words.number('stop') || words.number('profit'),
    trailingBips: words.number('trail'),
    icebergLots: words.number('iceberg'),
    expiresUs: words.has('gtd') ? nowUs + words.microseconds('gtd') : 0,
    orderType: typeOf(words),
    timeInForce: timeInForceOf(words),
    selfTradePrevention: preventionOf(words),
    connection: words.number('connection'),
    clientOrderId: words.after('id') ?? '',
  }
}

/** Whether the record of plain orders cannot carry these terms. */
const isSpecial = (terms: OrderTerms): boolean =>
  terms.orderType > OrderType.market ||
  terms.timeInForce > TimeInForce.fillOrKill ||
  terms.quoteUnits !== 0n ||
  terms.icebergLots !== 0 ||
  terms.connection !== 0

type Head = { account: number; market: number }

/** The command of an order; `special` writes a plain one as a special one. */
export function orderOf(words: Words, nowUs: number, head: Head): Uint8Array {
  const terms = termsOf(words, nowUs)
  return isSpecial(terms) || words.has('special')
    ? write.placeSpecialOrder({ ...terms, ...head })
    : write.placeOrder({ ...terms, ...head })
}

/** The command of a list, from `oco`, `oto` or `otoco` on. */
export function listOf(words: Words, nowUs: number, head: Head): Uint8Array {
  const [body, behind = new Words('')] = words.cut('with')
  const text = body.list.slice(1).join(' ')
  const legs = text.split(' then ').flatMap((part) => legsOf(part, nowUs))
  return write.placeOrderList(legs, {
    ...head,
    contingency: protocol.Contingency[words.at(0) as 'oco' | 'oto' | 'otoco'],
    selfTradePrevention: preventionOf(behind),
    connection: behind.number('connection'),
    listClientOrderId: behind.after('list-id') ?? '',
  })
}

/** `sell 5: a | b` is `sell 5 a | sell 5 b`. */
function legsOf(text: string, nowUs: number): OrderTerms[] {
  const [start = '', shared] = text.split(':')
  const legs =
    shared === undefined ? start.split('|') : shared.split('|').map((leg) => `${start} ${leg}`)
  return legs.map((leg) => termsOf(new Words(leg), nowUs))
}
