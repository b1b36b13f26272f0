// Warms the compiled core on a throw-away instance: the first tens of thousands of calls of a module
// run before the optimizing compiler has come, several times slower.
import {
  AssetKind,
  CancelAllOrders,
  CloseReason,
  Configure,
  Deposit,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  noMarketRules,
  OpenAccount,
  OrderType,
  PlaceOrder,
  PlaceSpecialOrder,
  Rules,
  SelfTradePrevention,
  TimeInForce,
} from '@openbell/protocol'
import type { Capacities } from './capacities.js'
import { loadEngine } from './engine.js'
import { compileEngine, type EngineModule } from './module.js'

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
const head = { lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0 }
const rules = {
  ...noMarketRules,
  priceMinTicks: 1,
  quantityMaxLots: 1000,
  icebergPartsMax: 10,
  trailingMinBips: 1,
  trailingMaxBips: 1000,
}
const account = limits.accountUserMin
const ordersPerFrame = 1000

interface Layout<Record_> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Record_): void
}

/** Commands one behind the other. */
class Frame {
  readonly bytes = new Uint8Array(limits.framePayloadBytesMax)
  length = 0
  readonly #view = new DataView(this.bytes.buffer)

  add<Record_>(layout: Layout<Record_>, record: Record_): void {
    layout.write(this.#view, this.length, record)
    this.length += layout.sizeBytes
  }

  get payload(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

function opening(): Uint8Array {
  const frame = new Frame()
  frame.add(Configure, {
    ...head,
    rules: Rules.exchange,
    shard: 0,
    sessionsMax: capacities.sessions,
    assetsMax: capacities.assets,
    marketsMax: capacities.markets,
    accountsMax: capacities.accounts,
    ordersMax: capacities.orders,
    clientIdsMax: capacities.clientIds,
    finishedIdsPerAccountMax: 1000,
    finishedIdsWindowUs: 1_000_000,
    stepsPerFrameMax: 1_000_000,
    tiersMax: capacities.tiers,
    priceDirectoryEntriesMax: capacities.priceDirectoryEntries,
    ordersPerAccountMax: capacities.orders,
    specialOrdersMax: capacities.specialOrders,
    orderListsMax: capacities.orderLists,
    withdrawalsMax: capacities.withdrawals,
  })
  for (const asset of [0, 1])
    frame.add(ListAsset, {
      ...head,
      asset,
      assetKind: AssetKind.crypto,
      decimals: 0,
      displayDecimals: 0,
      switches: 3,
      withdrawalMinUnits: 0n,
      withdrawalMaxUnits: 0n,
      withdrawalFeeUnits: 0n,
      code: `A${asset}`,
      name: `asset ${asset}`,
    })
  frame.add(ListMarket, {
    ...head,
    baseAsset: 0,
    quoteAsset: 1,
    tickUnits: 1n,
    lotUnits: 1n,
    priceMaxTicks: 8191,
    ...rules,
    state: MarketState.trading,
    symbol: 'WARM',
  })
  frame.add(OpenAccount, { ...head, uuid: new Uint8Array(16).fill(1) })
  for (const asset of [0, 1])
    frame.add(Deposit, {
      ...head,
      account,
      asset,
      amountUnits: 1n << 50n,
      idempotencyKey: `${asset}`,
    })
  return frame.payload
}

/** By turns a stop, an iceberg, and an order that is good for some frames. */
function terms(round: number, index: number) {
  const none = { stopPriceTicks: 0, icebergLots: 0, expiresUs: 0, trailingBips: 0 }
  const all = { ...none, quoteUnits: 0n, connection: 0, timeInForce: TimeInForce.goodTillCancelled }
  const isSell = index % 2 === 1
  const stopPriceTicks = isSell ? 4100 : 4300
  const kind = Math.floor(index / 21) % 3
  if (kind === 0)
    return { ...all, orderType: OrderType.stopLossLimit, stopPriceTicks, quantityLots: 3 }
  if (kind === 1) return { ...all, icebergLots: 2, quantityLots: 9 }
  return { ...all, timeInForce: TimeInForce.goodTillDate, expiresUs: (round + 3) * 100_000 }
}

/** Orders on both sides of a moving price, some crossing, and an end to those that are left. */
function trading(round: number): Uint8Array {
  const frame = new Frame()
  for (let index = 0; index < ordersPerFrame; index++) {
    const order = {
      ...head,
      account,
      priceTicks: 4000 + ((index * 7 + round * 13) % 400) + (index % 2) * 20,
      quantityLots: 1 + (index % 9),
      side: index % 2,
      orderType: index % 50 === 49 ? OrderType.market : OrderType.limit,
      timeInForce: index % 5 === 0 ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId: index % 3 === 0 ? `${round}-${index}` : '',
    }
    if (index % 21 === 7) frame.add(PlaceSpecialOrder, { ...order, ...terms(round, index) })
    else frame.add(PlaceOrder, order)
  }
  frame.add(CancelAllOrders, {
    ...head,
    account,
    allMarkets: 0,
    sides: 0,
    reason: CloseReason.cancelledByOwner,
    connection: 0,
    connectionSession: 0,
    listId: 0,
  })
  return frame.payload
}

/**
 * Runs some ten thousands of orders through an instance that is then forgotten; about 0.2 s.
 * Call it before opening, on the thread that will use the module.
 */
export function warmUp(engine: EngineModule = compileEngine(), rounds = 40): void {
  const core = loadEngine(engine, capacities)
  const ignore = () => undefined
  core.apply(1, 0, opening(), ignore)
  for (let round = 1; round <= rounds; round++)
    core.apply(round + 1, round * 100_000, trading(round), ignore)
}
