// The orders of a list out of a request's parameters, in the order in which the core takes them.
import { Contingency, OrderType, Side } from '@openbell/protocol'
import type { MarketView } from '../../ports.js'
import {
  type ApiError,
  legMisplaced,
  listNeedsContingent,
  listTypeWrong,
  orderTypeWrong,
} from '../errors.js'
import { prefixedName, unprefixed, type Values } from '../parameters.js'
import { fullLegParameters, legParameters } from './order-parameters.js'
import { type Naming, type OrderTerms, type OrderText, readTerms } from './order-terms.js'

export interface Legs {
  readonly contingency: Contingency
  readonly legs: readonly OrderTerms[]
}

type LegText = Values<typeof legParameters>
/** What both orders of a pair have. */
interface Common {
  readonly side: Side
  readonly quantity: string
}

/** Parameters such as `abovePrice`; side and quantity stand under names of their own. */
const namesAfter =
  (prefix: string, common: string): Naming =>
  (name) =>
    prefixedName(name === 'side' || name === 'quantity' ? common : prefix, name)

const plainFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1)

/** An oco: `above…` and `below…`. @throws ApiError */
export const ocoLegs = (market: MarketView, values: Common & object): Legs => ({
  contingency: Contingency.oco,
  legs: pairOf(market, values, values, '', ''),
})

/** An oto: `working…` and `pending…`. @throws ApiError */
export const otoLegs = (market: MarketView, values: object): Legs => ({
  contingency: Contingency.oto,
  legs: [workingLeg(market, values), fullLeg(market, values, 'pending')],
})

/** An otoco: `working…`, and `pendingAbove…` with `pendingBelow…`. @throws ApiError */
export function otocoLegs(
  market: MarketView,
  values: { readonly pendingSide: Side; readonly pendingQuantity: string } & object,
): Legs {
  const common = { side: values.pendingSide, quantity: values.pendingQuantity }
  const pair = pairOf(market, common, values, 'pending', 'pending')
  return { contingency: Contingency.otoco, legs: [workingLeg(market, values), ...pair] }
}

function workingLeg(market: MarketView, values: object): OrderTerms {
  const leg = fullLeg(market, values, 'working')
  if (leg.orderType !== OrderType.limit && leg.orderType !== OrderType.limitMaker)
    throw orderTypeWrong()
  return leg
}

function fullLeg(market: MarketView, values: object, prefix: string): OrderTerms {
  const text = unprefixed(prefix, fullLegParameters, values)
  return readTerms(market, text, namesAfter(prefix, prefix))
}

function pairOf(
  market: MarketView,
  { side, quantity }: Common,
  values: object,
  prefix: string,
  common: string,
): readonly OrderTerms[] {
  const legOf = (place: 'Above' | 'Below'): readonly [LegText, Naming] => {
    const name = prefix === '' ? plainFirst(place) : prefix + place
    const names = namesAfter(name, common)
    const text = unprefixed(name, legParameters, values)
    return [text, (field) => plainFirst(names(field))]
  }
  const [above, aboveNames] = legOf('Above')
  const [below, belowNames] = legOf('Below')
  checkPlaces(side, above.type, below.type)
  const read = (text: LegText, names: Naming) =>
    readTerms(market, { ...text, side, quantity } satisfies OrderText, names)
  return ordered(read(above, aboveNames), read(below, belowNames))
}

type Kind = 'limit' | 'stop loss' | 'take profit'

const kinds: Readonly<Partial<Record<OrderType, Kind>>> = {
  [OrderType.limitMaker]: 'limit',
  [OrderType.stopLoss]: 'stop loss',
  [OrderType.stopLossLimit]: 'stop loss',
  [OrderType.takeProfit]: 'take profit',
  [OrderType.takeProfitLimit]: 'take profit',
}

/** Stops of buys and takes of sells are above the market, the others below it. */
const belongsAbove = (side: Side, kind: Kind): boolean =>
  (side === Side.buy) === (kind === 'stop loss')

/** @throws ApiError where an order cannot stand there */
function checkPlaces(side: Side, above: OrderType, below: OrderType): void {
  const [aboveKind, belowKind] = [kinds[above], kinds[below]]
  if (!aboveKind || !belowKind) throw listTypeWrong()
  if (aboveKind === 'limit' && belowKind === 'limit') throw listNeedsContingent()
  if (!belongsAbove(side, aboveKind)) throw misplaced(side, aboveKind)
  if (belongsAbove(side, belowKind)) throw misplaced(side, belowKind)
}

const misplaced = (side: Side, kind: Kind): ApiError =>
  legMisplaced(kind, side === Side.buy ? 'buy' : 'sell')

/** The stop first, as the dialect tells them. */
export const ordered = (one: OrderTerms, other: OrderTerms): readonly OrderTerms[] =>
  kinds[one.orderType] === 'stop loss' ? [one, other] : [other, one]
