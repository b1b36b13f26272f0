// Which events touch which orders, and what each of them says of an order.
import {
  OrderAccepted,
  OrderActivated,
  OrderAmended,
  OrderClosed,
  OrderListAccepted,
  OrderListClosed,
  OrderReplaced,
  OrderState,
  SpecialOrderAccepted,
  StopMoved,
  Trade,
  TradePrevented,
} from '@openbell/protocol'
import type { Units } from './units.js'
import {
  acceptedWords,
  activatedWords,
  closedWords,
  listWords,
  preventedWords,
  tradeWords,
} from './words.js'

/** An event as it concerns one order. */
export interface Told {
  readonly event: string
  /** Its fields, as the protocol names them. */
  readonly record: object
  readonly words: string
}

interface Shape<Event> {
  readonly kind: number
  read(view: DataView, at: number): Event
}

interface Teller {
  /** The orders that an event touches; of a list's end, the list. */
  orders(view: DataView, at: number): readonly number[]
  tell(view: DataView, at: number, orderId: number, units: Units): Told
}

/** The byte behind the kind. */
const flagsOf = (view: DataView, at: number): number => view.getUint8(at + 1)

function teller<Event extends object>(
  event: string,
  shape: Shape<Event>,
  orders: (event: Event) => readonly number[],
  words: (event: Event, orderId: number, units: Units, flags: number) => string,
): [number, Teller] {
  return [
    shape.kind,
    {
      orders: (view, at) => orders(shape.read(view, at)),
      tell(view, at, orderId, units) {
        const record = shape.read(view, at)
        return { event, record, words: words(record, orderId, units, flagsOf(view, at)) }
      },
    },
  ]
}

const own = ({ orderId }: { readonly orderId: number }) => [orderId]
const both = (one: { readonly makerOrderId: number; readonly takerOrderId: number }) => [
  one.makerOrderId,
  one.takerOrderId,
]

const tellers = new Map<number, Teller>([
  teller('OrderAccepted', OrderAccepted, own, (one, _, units) => acceptedWords(one, units)),
  teller('SpecialOrderAccepted', SpecialOrderAccepted, own, (one, _, units) =>
    acceptedWords(one, units),
  ),
  teller('OrderState', OrderState, own, () => 'a retry was answered with its present state'),
  teller('Trade', Trade, both, (one, orderId, units, flags) =>
    tradeWords(one, flags, one.makerOrderId === orderId, units),
  ),
  teller('OrderClosed', OrderClosed, own, (one, _, units) => closedWords(one, units)),
  teller('OrderActivated', OrderActivated, own, (one) => activatedWords(one)),
  teller(
    'StopMoved',
    StopMoved,
    own,
    ({ market, stopPriceTicks }, _, units) =>
      `its stop price followed the market to ${units.price(market, stopPriceTicks)}`,
  ),
  teller('TradePrevented', TradePrevented, both, (one, orderId, units) =>
    preventedWords(one, one.makerOrderId === orderId, units),
  ),
  teller(
    'OrderAmended',
    OrderAmended,
    own,
    ({ market, quantityLots }, _, units) =>
      `made smaller by its owner, to ${units.quantity(market, quantityLots)}; it kept its place`,
  ),
  teller(
    'OrderReplaced',
    OrderReplaced,
    (one) => [one.cancelledOrderId, one.orderId],
    (one, orderId) =>
      one.orderId === orderId
        ? `came in the place of order ${one.cancelledOrderId || 'none'}`
        : `order ${one.orderId || 'none'} came in its place`,
  ),
  teller(
    'OrderListAccepted',
    OrderListAccepted,
    (one) => [one.firstOrderId, one.secondOrderId, one.thirdOrderId],
    (one) => listWords(one),
  ),
])

/** What an event has to do with orders; undefined where nothing. */
export const tellerOf = (kind: number): Teller | undefined => tellers.get(kind)

/** The end of a list names no order. */
export const listEnd = {
  kind: OrderListClosed.kind as number,
  listId: (view: DataView, at: number): number => OrderListClosed.read(view, at).listId,
  told: (view: DataView, at: number): Told => ({
    event: 'OrderListClosed',
    record: OrderListClosed.read(view, at),
    words: 'no order of its list drives another any more',
  }),
}
