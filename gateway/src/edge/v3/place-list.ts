// POST orderList/oco, oto, otoco and order/oco: two or three orders as one command.
import { type Contingency, OutcomeStatus, PlaceOrderList, TimeInForce } from '@openbell/protocol'
import type { CommandAnswer, History, ListView, MarketView, OrderView, Views } from '../../ports.js'
import { newClientIdEmpty, statusUnknown } from '../errors.js'
import { asked } from '../history.js'
import { clientId, decimal, optional, prefixed, required, type Values } from '../parameters.js'
import { refuseRejected } from '../rejects.js'
import type { Asked } from './dialect-route.js'
import { legacyOcoLegs, legacyOcoParameters } from './legacy-oco.js'
import { listBase } from './list-json.js'
import { type Legs, ocoLegs, otocoLegs, otoLegs } from './list-legs.js'
import { marketOf } from './markets.js'
import { type PlacedOrder, readPlacedList, readPlacedOrders } from './order-events.js'
import {
  fullLegParameters,
  legParameters,
  type SharedValues,
  sharedParameters,
  side,
} from './order-parameters.js'
import type { OrderTerms } from './order-terms.js'
import type { PlaceParts } from './place-order.js'
import { checkConnection, placedJson, preventionOf, sendFor } from './placement.js'

const listParameters = {
  ...sharedParameters,
  listClientOrderId: optional(clientId(newClientIdEmpty)),
}
export const ocoParameters = {
  ...listParameters,
  side: required(side),
  quantity: required(decimal),
  ...prefixed('above', legParameters),
  ...prefixed('below', legParameters),
}
export const otoParameters = {
  ...listParameters,
  ...prefixed('working', fullLegParameters),
  ...prefixed('pending', fullLegParameters),
}
export const otocoParameters = {
  ...listParameters,
  ...prefixed('working', fullLegParameters),
  pendingSide: required(side),
  pendingQuantity: required(decimal),
  ...prefixed('pendingAbove', legParameters),
  ...prefixed('pendingBelow', legParameters),
}
export const olderOcoParameters = { ...listParameters, ...legacyOcoParameters }

type ListValues = SharedValues & { readonly listClientOrderId?: string }
type ListParts = PlaceParts & { readonly history: History }

/** One function a way to name the orders. */
const placer =
  <ListRequest extends ListValues>(legsOf: (market: MarketView, values: ListRequest) => Legs) =>
  (parts: ListParts, values: ListRequest, asked: Asked) =>
    placeList(parts, values, asked, legsOf)

export const placeOco = placer<Values<typeof ocoParameters>>(ocoLegs)
export const placeOto = placer<Values<typeof otoParameters>>(otoLegs)
export const placeOtoco = placer<Values<typeof otocoParameters>>(otocoLegs)
export const placeOlderOco = placer<Values<typeof olderOcoParameters>>(legacyOcoLegs)

/** @throws ApiError, CommandError */
async function placeList<ListRequest extends ListValues>(
  parts: ListParts,
  values: ListRequest,
  { caller, deadlineMs }: Asked,
  legsOf: (market: MarketView, values: ListRequest) => Legs,
) {
  const { views, commands, connections } = parts
  const market = marketOf(views, values.symbol)
  const legs = legsOf(market, values)
  checkConnection(connections, values, caller.account)
  const head = { account: caller.account, market: market.market, deadlineMs }
  const sent = commands.send(PlaceOrderList, head, listFields(legs, values))
  const answer = await sendFor(connections, values, deadlineMs, sent)
  refuseRejected(answer.outcome)
  const placed = readPlacedOrders(views, answer)
  const told =
    answer.outcome.status === OutcomeStatus.repeated
      ? await knownList(parts, placed[0] as PlacedOrder)
      : { list: placedList(placed, answer), orders: placed }
  return Object.assign(listBase(market, told.list, answer.timestampUs), {
    orderReports: told.orders.map((order) =>
      placedJson(views, market, order, answer, values.newOrderRespType ?? 'RESULT'),
    ),
  })
}

/** A list that was placed just now. */
function placedList(placed: readonly PlacedOrder[], answer: CommandAnswer): ListView {
  const accepted = readPlacedList(answer)
  if (!accepted) throw new Error('a list was placed without a word about it')
  return {
    listId: accepted.listId,
    account: accepted.account,
    market: accepted.market,
    listClientOrderId: accepted.listClientOrderId,
    contingency: accepted.contingency as Contingency,
    orders: placed.map(({ order }) => order),
    isOpen: true,
    createdUs: answer.timestampUs,
    updatedUs: answer.timestampUs,
  }
}

/** The list of an order that was placed before, as it stands. */
async function knownList({ views, history }: ListParts, first: PlacedOrder) {
  const { account, orderId } = first.order
  // The state of an order that has ended does not say which list it was in.
  const order = first.order.listId ? first.order : await orderOf(views, history, account, orderId)
  const listId = order?.listId ?? 0
  const list = views.listById(account, listId) ?? (await asked(history.listById(account, listId)))
  if (!list) throw statusUnknown()
  const orders = await Promise.all(
    list.orders.map(({ orderId }) => orderOf(views, history, account, orderId)),
  )
  return { list, orders: orders.flatMap((order) => (order ? [{ order, fills: [] }] : [])) }
}

const orderOf = async (
  views: Views,
  history: History,
  account: number,
  orderId: number,
): Promise<OrderView | undefined> =>
  views.orderById(account, orderId) ?? (await asked(history.orderById(account, orderId)))

/** A place of a list where no order is. */
const noLeg: OrderTerms = {
  side: 0,
  orderType: 0,
  timeInForce: TimeInForce.goodTillCancelled,
  priceTicks: 0,
  quantityLots: 0,
  quoteUnits: 0n,
  stopPriceTicks: 0,
  icebergLots: 0,
  trailingBips: 0,
  expiresUs: 0,
  clientOrderId: '',
}

const listFields = ({ contingency, legs: [first, second, third] }: Legs, values: ListValues) => ({
  contingency,
  selfTradePrevention: preventionOf(values),
  connection: values.connectionId ?? 0,
  listClientOrderId: values.listClientOrderId ?? '',
  ...legFields('first', first),
  ...legFields('second', second),
  ...legFields('third', third),
})

type LegField =
  | 'PriceTicks'
  | 'QuantityLots'
  | 'StopPriceTicks'
  | 'IcebergLots'
  | 'TrailingBips'
  | 'Side'
  | 'OrderType'
  | 'TimeInForce'
  | 'Reserved'
  | 'ClientOrderId'
  | 'Reserved4'
type LegFields<Place extends string> = {
  [Field in LegField as `${Place}${Field}`]: Field extends 'ClientOrderId' ? string : number
}

const legFields = <Place extends string>(place: Place, leg = noLeg): LegFields<Place> =>
  ({
    [`${place}PriceTicks`]: leg.priceTicks,
    [`${place}QuantityLots`]: leg.quantityLots,
    [`${place}StopPriceTicks`]: leg.stopPriceTicks,
    [`${place}IcebergLots`]: leg.icebergLots,
    [`${place}TrailingBips`]: leg.trailingBips,
    [`${place}Side`]: leg.side,
    [`${place}OrderType`]: leg.orderType,
    [`${place}TimeInForce`]: leg.timeInForce,
    [`${place}Reserved`]: 0,
    [`${place}ClientOrderId`]: leg.clientOrderId,
    [`${place}Reserved4`]: 0,
  }) as LegFields<Place>
