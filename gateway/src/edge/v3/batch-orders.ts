// POST and DELETE batchOrders: many orders as one message, in the shape of the dialect's futures.
import { CancelOrder, CancelRestriction, PlaceSpecialOrder } from '@openbell/protocol'
import { type CommandAnswer, CommandError } from '../../ports.js'
import { ApiError, combinationWrong, eitherMandatory, jsonWrong } from '../errors.js'
import {
  clientId,
  described,
  optional,
  type Reader,
  readParameters,
  required,
  symbolName,
  type Values,
} from '../parameters.js'
import { commandFaultError } from '../rejects.js'
import { parseStrictJson } from '../v1/strict-json.js'
import { type CancelParts, cancelledAnswer, heldOrder, nameOf } from './cancel-orders.js'
import type { Asked } from './dialect-route.js'
import { marketOf } from './markets.js'
import { orderParameters } from './order-parameters.js'
import { type PlaceParts, placedAnswer, readOrder } from './place-order.js'
import { sendFor, specialFields } from './placement.js'

const ordersMax = 20
const listWanted = `a well-formed list of 1 to ${ordersMax} is wanted`
const keysMax = ordersMax * Object.keys(orderParameters).length

/** A JSON list of one to twenty entries, each still to be read. */
const list: Reader<readonly unknown[]> = {
  schema: { type: 'string' },
  read(text, name) {
    let value: unknown
    try {
      value = parseStrictJson(Buffer.from(text), keysMax)
    } catch {
      throw jsonWrong(name, listWanted)
    }
    if (!Array.isArray(value) || value.length === 0 || value.length > ordersMax)
      throw jsonWrong(name, listWanted)
    return value
  },
}

const about = `A JSON list of 1 to ${ordersMax}`
export const batchOrdersParameters = {
  batchOrders: required(described(list, `${about} objects, each with the parameters of an order`)),
}
export const batchCancelParameters = {
  symbol: required(symbolName),
  orderIdList: optional(described(list, `${about} order ids`)),
  origClientOrderIdList: optional(described(list, `${about} client order ids`)),
}

/** As many cancels one by one. */
export const weightOfCancels = ({
  orderIdList,
  origClientOrderIdList,
}: Values<typeof batchCancelParameters>): number =>
  Math.max(1, (orderIdList ?? origClientOrderIdList ?? []).length)

/**
 * Checks all orders, and sends them together only where none is malformed. The answers stand in the
 * order of the orders: what placing one alone is answered by, or `{code,msg}`.
 * @throws ApiError with the `index` of the first that is malformed
 */
export async function placeBatch(
  parts: PlaceParts,
  { batchOrders }: Values<typeof batchOrdersParameters>,
  asked: Asked,
) {
  const orders = batchOrders.map((entry, index) =>
    atIndex(index, () => {
      const values = readParameters(orderParameters, textsOf(entry))
      return { values, ...readOrder(parts, values, asked) }
    }),
  )
  const { caller, deadlineMs } = asked
  const answers = parts.commands.sendAll(
    PlaceSpecialOrder,
    orders.map(({ market, terms, values }) => ({
      head: { account: caller.account, market: market.market, deadlineMs },
      body: specialFields(terms, values),
    })),
  )
  return Promise.all(
    orders.map(({ market, values }, index) => {
      const sent = answers[index] as Promise<CommandAnswer>
      const answer = sendFor(parts.connections, values, deadlineMs, sent)
      return told(answer.then((done) => placedAnswer(parts.views, market, values, done)))
    }),
  )
}

/** Cancels orders of a market, named by ids of one kind. @throws ApiError */
export async function cancelBatch(
  parts: CancelParts,
  { symbol, orderIdList, origClientOrderIdList }: Values<typeof batchCancelParameters>,
  { caller, deadlineMs }: Asked,
) {
  if (orderIdList && origClientOrderIdList) throw combinationWrong()
  if (!orderIdList && !origClientOrderIdList)
    throw eitherMandatory('orderIdList', 'origClientOrderIdList')
  const { views } = parts
  const market = marketOf(views, symbol)
  const head = { account: caller.account, market: market.market, deadlineMs }
  const names = orderIdList ? orderIdList.map(idOf) : (origClientOrderIdList ?? []).map(clientIdOf)
  const meant = names.map((name, index) =>
    atIndex(index, () => {
      const held = heldOrder(parts, head, name)
      return { held, fields: nameOf(views, head, name, held) }
    }),
  )
  const answers = parts.commands.sendAll(
    CancelOrder,
    meant.map(({ fields }) => ({ head, body: { ...fields, restriction: CancelRestriction.none } })),
  )
  return Promise.all(
    meant.map(({ held }, index) => {
      const sent = answers[index] as Promise<CommandAnswer>
      return told(sent.then((answer) => cancelledAnswer(views, answer, caller.account, held)))
    }),
  )
}

function idOf(value: unknown): { readonly orderId: number } {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw jsonWrong('orderIdList', 'order ids are numbers')
  return { orderId: value }
}

const clientIdText = clientId()
const listName = 'origClientOrderIdList'

function clientIdOf(value: unknown): { readonly origClientOrderId: string } {
  if (typeof value !== 'string') throw jsonWrong(listName, 'client order ids are texts')
  return { origClientOrderId: clientIdText.read(value, listName) }
}

/** The parameters of one order: texts, or whole numbers. What has a point would be a float. */
function textsOf(entry: unknown): ReadonlyMap<string, string> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw jsonWrong('batchOrders', 'an order is an object')
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(entry)) {
    if (typeof value !== 'string' && !Number.isSafeInteger(value))
      throw jsonWrong('batchOrders', `'${name}' must be a text or a whole number`)
    texts.set(name, String(value))
  }
  return texts
}

/** @throws ApiError that says which entry it is about */
function atIndex<Value>(index: number, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError(error.status, error.code, error.message, undefined, { index })
  }
}

/** A refusal of one is an answer as good as any. */
const told = (answer: Promise<object>): Promise<object> =>
  answer.catch((error: unknown) => {
    if (error instanceof ApiError) return error.body()
    if (error instanceof CommandError) return commandFaultError(error).body()
    throw error
  })
