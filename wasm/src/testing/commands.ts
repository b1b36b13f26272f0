// Writes commands for tests: every field of the head has a default, so that a test says only its own.
import * as protocol from '@openbell/protocol'

const head = { lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0 }

interface Layout<Record_> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Record_): void
}

type Given<Record_> = Omit<Record_, keyof typeof head> & Partial<Pick<Record_, keyof Record_>>

/** The bytes of one command. */
export function command<Record_ extends typeof head>(
  layout: Layout<Record_>,
  record: Given<Record_>,
): Uint8Array {
  const bytes = new Uint8Array(layout.sizeBytes)
  layout.write(new DataView(bytes.buffer), 0, { ...head, ...record } as unknown as Record_)
  return bytes
}

/** Several commands as one frame's payload. */
export function frame(...commands: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(commands.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const one of commands) {
    bytes.set(one, at)
    at += one.length
  }
  return bytes
}

/** Limits small enough to be reached in a test, large enough to be forgotten in others. */
export const smallLimits = {
  shard: 0,
  sessionsMax: 3,
  assetsMax: 4,
  marketsMax: 4,
  accountsMax: 32,
  ordersMax: 4096,
  clientIdsMax: 4096,
  finishedIdsPerAccountMax: 64,
  finishedIdsWindowUs: 1_000_000,
  stepsPerFrameMax: 1_000_000,
  tiersMax: 4,
  pricePagesMax: 64,
  priceDirectoryEntriesMax: 256,
}

/** Capacities that fit `smallLimits`. */
export const smallCapacities = {
  sessions: 3,
  assets: 4,
  markets: 4,
  accounts: 64,
  orders: 4096,
  clientIds: 4096,
  pricePages: 64,
  priceDirectoryEntries: 256,
  tiers: 4,
}

export const configure = (limits: Partial<protocol.Configure> = {}): Uint8Array =>
  command(protocol.Configure, { rules: protocol.Rules.exchange, ...smallLimits, ...limits })

export const listAsset = (asset: number, code: string, decimals: number): Uint8Array =>
  command(protocol.ListAsset, {
    asset,
    assetKind: protocol.AssetKind.crypto,
    decimals,
    displayDecimals: decimals,
    switches: 3,
    withdrawalMinUnits: 1n,
    withdrawalMaxUnits: 1_000_000_000n,
    withdrawalFeeUnits: 0n,
    code,
    name: code,
  })

/** BTC/USD where one lot at one tick is one unit of USD, and one lot is 100 units of BTC. */
export const listMarket = (given: Partial<protocol.ListMarket> = {}): Uint8Array =>
  command(protocol.ListMarket, {
    baseAsset: 0,
    quoteAsset: 1,
    tickUnits: 100n,
    lotUnits: 100n,
    priceMaxTicks: 10_000,
    quantityMinLots: 1,
    quantityMaxLots: 1_000_000,
    notionalMinUnits: 0n,
    priceBandPpm: 0,
    state: protocol.MarketState.trading,
    symbol: 'BTCUSD',
    ...given,
  })

export const setFeeTier = (tier: number, makerPpm: number, takerPpm: number): Uint8Array =>
  command(protocol.SetFeeTier, {
    tier,
    makerPpm,
    takerPpm,
    volumeMinUnits: 0n,
    name: `tier ${tier}`,
  })

export const openAccount = (number: number): Uint8Array =>
  command(protocol.OpenAccount, { uuid: new Uint8Array(16).fill(number) })

export const openSession = (number: number): Uint8Array =>
  command(protocol.OpenSession, { edge: new Uint8Array(16).fill(number) })

export const deposit = (given: Partial<protocol.Deposit>): Uint8Array =>
  command(protocol.Deposit, { asset: 1, amountUnits: 0n, idempotencyKey: '', ...given })

export const withdraw = (given: Partial<protocol.Withdraw>): Uint8Array =>
  command(protocol.Withdraw, { asset: 1, amountUnits: 0n, idempotencyKey: '', ...given })

export const placeOrder = (given: Partial<protocol.PlaceOrder>): Uint8Array =>
  command(protocol.PlaceOrder, {
    priceTicks: 0,
    quantityLots: 0,
    side: protocol.Side.buy,
    orderType: protocol.OrderType.limit,
    timeInForce: protocol.TimeInForce.goodTillCancelled,
    clientOrderId: '',
    ...given,
  })

export const cancelOrder = (given: Partial<protocol.CancelOrder>): Uint8Array =>
  command(protocol.CancelOrder, { orderId: 0, clientOrderId: '', ...given })

export const cancelAllOrders = (given: Partial<protocol.CancelAllOrders>): Uint8Array =>
  command(protocol.CancelAllOrders, given)
