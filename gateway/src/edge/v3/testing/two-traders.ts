// Two traders on a small exchange, for the tests of orders.
import { suite, type Test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Client,
  openSmallEdge,
  type Parameters,
  type SmallEdge,
} from '../../../testing/small-edge.js'

export interface TwoTraders {
  edge: SmallEdge
  /** Has 10000 USDT. */
  buyer: Client
  /** Has 10 BTC. */
  seller: Client
}

/** A suite whose every test has an exchange of its own, which must be sound at the end. */
export function twoTraders(name: string): Test<TwoTraders> {
  const test = suite<TwoTraders>(name)
  test.before.each(async (world) => {
    const edge = await openSmallEdge()
    const [buyer, seller] = [await edge.client(), await edge.client()]
    await buyer.deposit('USDT', '10000')
    await seller.deposit('BTC', '10')
    Object.assign(world, { edge, buyer, seller })
  })
  test.after.each(async ({ edge }) => {
    await edge.close()
    assert.equal(edge.errors, [])
    assert.equal(edge.exchange.engine.checkInvariants(), [])
  })
  return test
}

export const order = '/api/v3/order'
export const symbol = 'BTCUSDT'

export const limit = (side: string, quantity: string, price: string): Parameters => ({
  symbol,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity,
  price,
})

/** The body of an answer that must be 200. */
export async function done<Body = Record<string, unknown>>(
  client: Client,
  method: string,
  path: string,
  parameters: Parameters,
): Promise<Body> {
  const { status, text, body } = await client.signed(method, path, parameters)
  assert.is(status, 200, text)
  return body
}

/** Where the clocks of tests stand. */
export const timeMs = 1_767_323_045_000

/** The answer to a first order: 2 at 100, under the client order id `first`. */
export const resting = {
  symbol,
  orderId: 1,
  orderListId: -1,
  clientOrderId: 'first',
  transactTime: timeMs,
  price: '100.00000000',
  origQty: '2.00000000',
  executedQty: '0.00000000',
  origQuoteOrderQty: '0.00000000',
  cummulativeQuoteQty: '0.00000000',
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  workingTime: timeMs,
  selfTradePreventionMode: 'EXPIRE_MAKER',
}
