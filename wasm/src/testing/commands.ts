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
  priceDirectoryEntriesMax: 512,
  ordersPerAccountMax: 4096,
  specialOrdersMax: 1024,
  orderListsMax: 256,
  withdrawalsMax: 16,
}

/** Capacities that fit `smallLimits`. */
export const smallCapacities = {
  sessions: 3,
  assets: 4,
  markets: 4,
  accounts: 64,
  orders: 4096,
  clientIds: 4096,
  priceDirectoryEntries: 512,
  tiers: 4,
  specialOrders: 1024,
  orderLists: 256,
  withdrawals: 16,
}

/** What `listMarket` admits where nothing is said: no breaker, small icebergs, trailing to 50 %. */
export const smallRules = {
  ...protocol.noMarketRules,
  priceMinTicks: 1,
  quantityMaxLots: 1_000_000,
  icebergPartsMax: 10,
  trailingMinBips: 1,
  trailingMaxBips: 5000,
}

export const configure = (limits: Partial<protocol.Configure> = {}): Uint8Array =>
  command(protocol.Configure, { rules: protocol.Rules.exchange, ...smallLimits, ...limits })

export const listAsset = (
  asset: number,
  code: string,
  decimals: number,
  given: Partial<protocol.ListAsset> = {},
): Uint8Array =>
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
    ...given,
  })

/** BTC/USD where one lot at one tick is one unit of USD, and one lot is 100 units of BTC. */
export const listMarket = (given: Partial<protocol.ListMarket> = {}): Uint8Array =>
  command(protocol.ListMarket, {
    baseAsset: 0,
    quoteAsset: 1,
    tickUnits: 100n,
    lotUnits: 100n,
    priceMaxTicks: 10_000,
    ...smallRules,
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

export const endSession = (number: number): Uint8Array =>
  command(protocol.EndSession, { edge: new Uint8Array(16).fill(number) })

export const openSession = (number: number, isOnly = 0): Uint8Array =>
  command(protocol.OpenSession, { edge: new Uint8Array(16).fill(number), isOnly })

export const setMarketRules = (given: Partial<protocol.SetMarketRules> = {}): Uint8Array =>
  command(protocol.SetMarketRules, { ...smallRules, ...given })

export const setMarketState = (
  state: number,
  given: Partial<protocol.SetMarketState> = {},
): Uint8Array => command(protocol.SetMarketState, { state, auctionUs: 0, ...given })

/** What moves money, in or out, of an account: US dollars where nothing is said. */
const money = { asset: 1, amountUnits: 0n, idempotencyKey: '' }

export const deposit = (given: Partial<protocol.Deposit>): Uint8Array =>
  command(protocol.Deposit, { ...money, ...given })

export const withdraw = (given: Partial<protocol.Withdraw>): Uint8Array =>
  command(protocol.Withdraw, { ...money, ...given })

export const reserveWithdrawal = (given: Partial<protocol.ReserveWithdrawal>): Uint8Array =>
  command(protocol.ReserveWithdrawal, { ...money, ...given })

export const transfer = (given: Partial<protocol.Transfer>): Uint8Array =>
  command(protocol.Transfer, { ...money, toAccount: 0, ...given })

export const adjust = (given: Partial<protocol.Adjust>): Uint8Array =>
  command(protocol.Adjust, { ...money, reason: '', ...given })

const plainOrder = {
  priceTicks: 0,
  quantityLots: 0,
  side: protocol.Side.buy,
  orderType: protocol.OrderType.limit,
  timeInForce: protocol.TimeInForce.goodTillCancelled,
  selfTradePrevention: protocol.SelfTradePrevention.expireMaker,
  clientOrderId: '',
}

const specialOrder = {
  ...plainOrder,
  quoteUnits: 0n,
  stopPriceTicks: 0,
  icebergLots: 0,
  expiresUs: 0,
  trailingBips: 0,
  connection: 0,
}

/** What an order may have beyond its head. */
export type OrderTerms = Omit<protocol.PlaceSpecialOrder, keyof typeof head>

export const placeOrder = (given: Partial<protocol.PlaceOrder>): Uint8Array =>
  command(protocol.PlaceOrder, { ...plainOrder, ...given })

export const placeSpecialOrder = (given: Partial<protocol.PlaceSpecialOrder>): Uint8Array =>
  command(protocol.PlaceSpecialOrder, { ...specialOrder, ...given })

export const replaceOrder = (given: Partial<protocol.ReplaceOrder>): Uint8Array =>
  command(protocol.ReplaceOrder, {
    ...specialOrder,
    cancelOrderId: 0,
    cancelClientOrderId: '',
    cancelRestriction: protocol.CancelRestriction.none,
    mode: protocol.ReplaceMode.stopOnFailure,
    ...given,
  })

const reservedOfLeg = { reserved: 0, reserved4: 0 }

type LegName = 'first' | 'second' | 'third'

/** A leg's fields under the names that they have in the record of a list. */
function legOf(name: LegName, leg: Partial<OrderTerms> = {}): Record<string, number | string> {
  const { priceTicks, quantityLots, stopPriceTicks, icebergLots, trailingBips, ...words } = {
    ...specialOrder,
    ...leg,
  }
  const { side, orderType, timeInForce, clientOrderId } = words
  const amounts = { priceTicks, quantityLots, stopPriceTicks, icebergLots, trailingBips }
  const fields = { ...amounts, side, orderType, timeInForce, clientOrderId, ...reservedOfLeg }
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      name + field.charAt(0).toUpperCase() + field.slice(1),
      value,
    ]),
  )
}

/** A list of two or three orders; of their terms only those of a leg count. */
export const placeOrderList = (
  legs: readonly Partial<OrderTerms>[],
  given: Partial<protocol.PlaceOrderList> = {},
): Uint8Array =>
  command(protocol.PlaceOrderList, {
    contingency: protocol.Contingency.oco,
    selfTradePrevention: protocol.SelfTradePrevention.expireMaker,
    connection: 0,
    listClientOrderId: '',
    ...legOf('first', legs[0]),
    ...legOf('second', legs[1]),
    ...legOf('third', legs[2]),
    ...given,
  } as protocol.PlaceOrderList)

export const cancelOrder = (given: Partial<protocol.CancelOrder>): Uint8Array =>
  command(protocol.CancelOrder, {
    orderId: 0,
    clientOrderId: '',
    restriction: protocol.CancelRestriction.none,
    ...given,
  })

export const cancelAllOrders = (given: Partial<protocol.CancelAllOrders>): Uint8Array =>
  command(protocol.CancelAllOrders, {
    allMarkets: 0,
    sides: 0,
    reason: protocol.CloseReason.cancelledByOwner,
    connection: 0,
    connectionSession: 0,
    listId: 0,
    ...given,
  })

export const amendOrder = (given: Partial<protocol.AmendOrder>): Uint8Array =>
  command(protocol.AmendOrder, { orderId: 0, clientOrderId: '', quantityLots: 0, ...given })
