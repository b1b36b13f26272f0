// POST order/oco, the older way to place an oco: a limit order and a stop by names of their own.
import { Contingency, OrderType, type Side, type TimeInForce } from '@openbell/protocol'
import type { MarketView } from '../../ports.js'
import { newClientIdEmpty, timeInForceWrong } from '../errors.js'
import {
  clientId,
  decimal,
  oneOf,
  optional,
  required,
  type Values,
  wholeUpTo,
} from '../parameters.js'
import { type Legs, ordered } from './list-legs.js'
import { side } from './order-parameters.js'
import { type Naming, readTerms } from './order-terms.js'
import { timeInForceWords } from './words.js'

const { GTC, IOC, FOK } = timeInForceWords

export const legacyOcoParameters = {
  side: required(side),
  quantity: required(decimal),
  price: required(decimal),
  limitClientOrderId: optional(clientId(newClientIdEmpty)),
  limitIcebergQty: optional(decimal),
  stopPrice: optional(decimal),
  trailingDelta: optional(wholeUpTo(10_000)),
  stopClientOrderId: optional(clientId(newClientIdEmpty)),
  stopLimitPrice: optional(decimal),
  stopIcebergQty: optional(decimal),
  stopLimitTimeInForce: optional(oneOf({ GTC, IOC, FOK }, timeInForceWrong)),
}

const limitNames: Naming = (name) =>
  ({ clientOrderId: 'limitClientOrderId', icebergQty: 'limitIcebergQty' })[name as string] ?? name
const stopNames: Naming = (name) =>
  ({
    clientOrderId: 'stopClientOrderId',
    icebergQty: 'stopIcebergQty',
    price: 'stopLimitPrice',
    timeInForce: 'stopLimitTimeInForce',
  })[name as string] ?? name

/** @throws ApiError */
export function legacyOcoLegs(
  market: MarketView,
  values: Values<typeof legacyOcoParameters>,
): Legs {
  const { side, quantity } = values
  const limit = without({
    side,
    quantity,
    type: OrderType.limitMaker,
    price: values.price,
    clientOrderId: values.limitClientOrderId,
    icebergQty: values.limitIcebergQty,
  })
  const stop = without({
    side,
    quantity,
    type: values.stopLimitPrice === undefined ? OrderType.stopLoss : OrderType.stopLossLimit,
    price: values.stopLimitPrice,
    stopPrice: values.stopPrice,
    trailingDelta: values.trailingDelta,
    timeInForce: values.stopLimitTimeInForce,
    clientOrderId: values.stopClientOrderId,
    icebergQty: values.stopIcebergQty,
  })
  const legs = ordered(readTerms(market, limit, limitNames), readTerms(market, stop, stopNames))
  return { contingency: Contingency.oco, legs }
}

interface LegacyText {
  readonly side: Side
  readonly type: OrderType
  readonly quantity: string
  readonly price?: string | undefined
  readonly stopPrice?: string | undefined
  readonly trailingDelta?: number | undefined
  readonly timeInForce?: TimeInForce | undefined
  readonly clientOrderId?: string | undefined
  readonly icebergQty?: string | undefined
}

type Sent<Text> = { readonly [Name in keyof Text]: Exclude<Text[Name], undefined> }

/** What was sent of it. */
const without = (text: LegacyText): Sent<LegacyText> =>
  Object.fromEntries(
    Object.entries(text).filter(([, value]) => value !== undefined),
  ) as unknown as Sent<LegacyText>
