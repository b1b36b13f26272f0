// POST order/oco, the older way to place an oco: a limit order and a stop by names of their own.
import { Contingency, OrderType } from '@openbell/protocol'
import type { MarketView } from '../../ports.js'
import { newClientIdEmpty, timeInForceWrong } from '../errors.js'
import {
  clientId,
  decimal,
  oneOf,
  optional,
  prefixed,
  prefixedName,
  required,
  unprefixed,
  type Values,
  wholeUpTo,
} from '../parameters.js'
import { type Legs, ordered } from './list-legs.js'
import { side } from './order-parameters.js'
import { type Naming, readTerms } from './order-terms.js'
import { timeInForceWords } from './words.js'

const { GTC, IOC, FOK } = timeInForceWords

const ownParameters = {
  clientOrderId: optional(clientId(newClientIdEmpty)),
  icebergQty: optional(decimal),
}
const stopLimitParameters = {
  price: optional(decimal),
  timeInForce: optional(oneOf({ GTC, IOC, FOK }, timeInForceWrong)),
}

export const legacyOcoParameters = {
  side: required(side),
  quantity: required(decimal),
  price: required(decimal),
  ...prefixed('limit', ownParameters),
  stopPrice: optional(decimal),
  trailingDelta: optional(wholeUpTo(10_000)),
  ...prefixed('stop', ownParameters),
  ...prefixed('stopLimit', stopLimitParameters),
}

const limitNames: Naming = (name) => (name in ownParameters ? prefixedName('limit', name) : name)
function stopNames(name: Parameters<Naming>[0]): string {
  if (name in ownParameters) return prefixedName('stop', name)
  return name in stopLimitParameters ? prefixedName('stopLimit', name) : name
}

/** @throws ApiError */
export function legacyOcoLegs(
  market: MarketView,
  values: Values<typeof legacyOcoParameters>,
): Legs {
  const { side, quantity, price, stopPrice, trailingDelta } = values
  const limit = {
    side,
    quantity,
    type: OrderType.limitMaker,
    price,
    ...unprefixed('limit', ownParameters, values),
  }
  const stop = {
    side,
    quantity,
    type: values.stopLimitPrice === undefined ? OrderType.stopLoss : OrderType.stopLossLimit,
    ...(stopPrice !== undefined && { stopPrice }),
    ...(trailingDelta !== undefined && { trailingDelta }),
    ...unprefixed('stop', ownParameters, values),
    ...unprefixed('stopLimit', stopLimitParameters, values),
  }
  const legs = ordered(readTerms(market, limit, limitNames), readTerms(market, stop, stopNames))
  return { contingency: Contingency.oco, legs }
}
