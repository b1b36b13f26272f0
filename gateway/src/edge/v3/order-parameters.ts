// The parameters by which orders are placed: one table an order, whatever request it stands in.
import type { SelfTradePrevention } from '@openbell/protocol'
import {
  newClientIdEmpty,
  orderTypeWrong,
  preventionNotSupported,
  sideWrong,
  timeInForceWrong,
} from '../errors.js'
import {
  clientId,
  decimal,
  described,
  oneOf,
  optional,
  required,
  symbolName,
  timeMs,
  wholeUpTo,
} from '../parameters.js'
import { orderTypeWords, preventionWords, sideWords, timeInForceWords } from './words.js'

const trailingDeltaMax = 10_000
/** A connection of this edge's, as it was told to its owner. */
const connectionIdMax = 0xffffffff

export const side = oneOf(sideWords, sideWrong)
export const orderType = oneOf(orderTypeWords, orderTypeWrong)
const timeInForce = oneOf(timeInForceWords, timeInForceWrong)
const { GTD: _, ...withoutDate } = timeInForceWords
const clientOrderId = clientId(newClientIdEmpty)

export const connectionId = described(
  wholeUpTo(connectionIdMax),
  'The web socket with whose end the order ends: what CANCEL_ON_DISCONNECT answered there',
)

const terms = {
  price: optional(decimal),
  stopPrice: optional(decimal),
  trailingDelta: optional(wholeUpTo(trailingDeltaMax)),
  icebergQty: optional(decimal),
}

const responseType = oneOf({ ACK: 'ACK', RESULT: 'RESULT', FULL: 'FULL' } as const)
export type ResponseType = 'ACK' | 'RESULT' | 'FULL'

/** What an order says besides its own terms, alone or in a list. */
export const sharedParameters = {
  symbol: required(symbolName),
  newOrderRespType: optional(responseType),
  selfTradePreventionMode: optional(oneOf(preventionWords, preventionNotSupported)),
  connectionId: optional(connectionId),
}

export interface SharedValues {
  readonly symbol: string
  readonly newOrderRespType?: ResponseType
  readonly selfTradePreventionMode?: SelfTradePrevention
  readonly connectionId?: number
}

/** An order alone. */
export const orderParameters = {
  ...sharedParameters,
  side: required(side),
  type: required(orderType),
  timeInForce: optional(timeInForce),
  goodTillDate: optional(described(timeMs, 'When an order with timeInForce GTD ends, in ms')),
  quantity: optional(decimal),
  quoteOrderQty: optional(decimal),
  newClientOrderId: optional(clientOrderId),
  ...terms,
}

/** An order of a list, by names that begin with its place. No order of a list has a date. */
export const legParameters = {
  type: required(orderType),
  timeInForce: optional(oneOf(withoutDate, timeInForceWrong)),
  clientOrderId: optional(clientOrderId),
  ...terms,
}

/** One whose side and quantity are its own. */
export const fullLegParameters = {
  ...legParameters,
  side: required(side),
  quantity: required(decimal),
}
