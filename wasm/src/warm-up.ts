// Warms the compiled core on a throw-away instance: the first tens of thousands of calls of a module
// run before the optimizing compiler has come, several times slower.
import {
  CancelAllOrders,
  CloseReason,
  CommandBatch,
  limits,
  OrderType,
  PlaceOrder,
  PlaceSpecialOrder,
  SelfTradePrevention,
  TimeInForce,
} from '@openbell/protocol'
import type { Capacities } from './capacities.js'
import { Engine } from './engine.js'
import type { EngineModule } from './module.js'
import { beginVenue, type VenuePlan } from './venue.js'

const capacities: Capacities = {
  sessions: 1,
  assets: 2,
  markets: 1,
  accounts: 32,
  orders: 8192,
  clientIds: 8192,
  priceDirectoryEntries: 64,
  tiers: 1,
  specialOrders: 1024,
  orderLists: 64,
  withdrawals: 8,
  outputBytes: limits.eventPartBytesMax,
}
const plan: VenuePlan = {
  assets: [
    { code: 'A0', decimals: 0 },
    { code: 'A1', decimals: 0 },
  ],
  markets: [
    {
      baseAsset: 0,
      quoteAsset: 1,
      tickUnits: 1,
      lotUnits: 1,
      priceMaxTicks: 8191,
      quantityMaxLots: 1000,
      icebergPartsMax: 10,
      trailingMinBips: 1,
      trailingMaxBips: 1000,
    },
  ],
  accounts: 1,
  fundsUnits: [2 ** 50, 2 ** 50],
  limits: { finishedIdsWindowUs: 1_000_000, stepsPerFrameMax: 1_000_000 },
}
const account = limits.accountUserMin
const ordersPerFrame = 1000

/** By turns a stop, an iceberg, and an order that is good for some frames. */
function terms(round: number, index: number) {
  const none = { stopPriceTicks: 0, icebergLots: 0, expiresUs: 0, trailingBips: 0 }
  const all = { ...none, quoteUnits: 0, connection: 0, timeInForce: TimeInForce.goodTillCancelled }
  const isSell = index % 2 === 1
  const stopPriceTicks = isSell ? 4100 : 4300
  const kind = Math.floor(index / 21) % 3
  if (kind === 0)
    return { ...all, orderType: OrderType.stopLossLimit, stopPriceTicks, quantityLots: 3 }
  if (kind === 1) return { ...all, icebergLots: 2, quantityLots: 9 }
  return { ...all, timeInForce: TimeInForce.goodTillDate, expiresUs: (round + 3) * 100_000 }
}

/** Orders on both sides of a moving price, some crossing, and an end to those that are left. */
function trading(batch: CommandBatch, round: number): Uint8Array {
  for (let index = 0; index < ordersPerFrame; index++) {
    const order = {
      account,
      priceTicks: 4000 + ((index * 7 + round * 13) % 400) + (index % 2) * 20,
      quantityLots: 1 + (index % 9),
      side: index % 2,
      orderType: index % 50 === 49 ? OrderType.market : OrderType.limit,
      timeInForce: index % 5 === 0 ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId: index % 3 === 0 ? `${round}-${index}` : '',
    }
    if (index % 21 === 7) batch.add(PlaceSpecialOrder, { ...order, ...terms(round, index) })
    else batch.add(PlaceOrder, order)
  }
  batch.add(CancelAllOrders, {
    account,
    allMarkets: 0,
    sides: 0,
    reason: CloseReason.cancelledByOwner,
    connection: 0,
    connectionSession: 0,
    listId: 0,
  })
  return batch.take()
}

/**
 * Runs some ten thousands of orders through an instance that is then forgotten; about 0.2 s.
 * Call it before opening, on the thread that will use the module.
 */
export function warmUp(engine: EngineModule, rounds = 40): void {
  const core = new Engine(engine, capacities)
  const batch = new CommandBatch()
  beginVenue(core, plan)
  for (let round = 1; round <= rounds; round++)
    core.apply(round + 1, round * 100_000, trading(batch, round), () => undefined)
}
