// Event frames for tests, written with the generated writers: dense sequences, account events and
// book updates are counted here, the rest is what the test says.
import {
  AccountOpened,
  AssetKind,
  AssetListed,
  Balance,
  BookLevel,
  CloseReason,
  Deposited,
  FeeTierSet,
  FrameType,
  limits,
  MarketListed,
  type MarketRules,
  MarketState,
  noMarketRules,
  OrderAccepted,
  OrderClosed,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
  Trade,
} from '@openbell/protocol'
import type { EventFrame } from '../../ports.js'

interface Shape<Fields> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
}

/** One record's bytes. */
export function encode<Fields>(
  shape: Shape<Fields>,
  record: Omit<Fields, 'flags' | 'commandIndex'> & { flags?: number; commandIndex?: number },
): Uint8Array {
  const bytes = new Uint8Array(shape.sizeBytes)
  const whole = { flags: 0, commandIndex: 0, ...record } as Fields
  shape.write(new DataView(bytes.buffer), 0, whole)
  return bytes
}

export const btc = 0
export const usd = 1
/** BTCUSD: a tick is 0.01 USD, a lot 0.00001 BTC; both assets have 8 decimals. */
export const market = 0
export const alice: number = limits.accountUserMin
export const bob = alice + 1

export interface OrderFields {
  readonly account: number
  readonly orderId: number
  readonly side: Side
  readonly priceTicks: number
  readonly quantityLots: number
  readonly clientOrderId?: string
  readonly market?: number
  readonly orderType?: OrderType
  readonly timeInForce?: TimeInForce
}

export interface TradeFields {
  readonly tradeId: number
  readonly maker: OrderFields
  readonly taker: OrderFields
  readonly quantityLots: number
  /** Executed before this trade. */
  readonly makerBeforeLots?: number
  readonly takerBeforeLots?: number
  readonly isAuction?: boolean
}

const feeUnits = 7n
const notionalUnits = 10n

/** Rules that admit nearly everything. */
export const plainRules: MarketRules = {
  ...noMarketRules,
  priceMinTicks: 1,
  quantityMaxLots: 1_000_000,
  icebergPartsMax: 10,
  trailingMinBips: 1,
  trailingMaxBips: 2_000,
}

const usualReasons: Partial<Record<OrderStatus, CloseReason>> = {
  [OrderStatus.expired]: CloseReason.immediateRemainder,
  [OrderStatus.expiredInMatch]: CloseReason.selfTradePrevented,
}

/** Makes a stream of frames that fit each other, a microsecond apart. */
export class FrameStream {
  sequence = 0
  timestampUs = 1_700_000_000_000_000
  readonly #accountEvents = new Map<number, number>()
  readonly #updateIds = new Map<number, number>()
  /** What orders were executed for, by order id. */
  readonly #quotes = new Map<number, bigint>()

  /** The next frame, of these records. */
  frame(...records: readonly Uint8Array[]): EventFrame {
    return this.frameOfParts([Buffer.concat(records)])
  }

  frameOfParts(parts: readonly Uint8Array[]): EventFrame {
    this.sequence++
    this.timestampUs++
    const { sequence, timestampUs } = this
    const identity = { epoch: 1, type: FrameType.commands, chain: '0'.repeat(16) }
    return { ...identity, sequence, timestampUs, commandCount: 1, parts }
  }

  /** Two assets, one market, one tier, two accounts. */
  listing(): EventFrame {
    return this.frame(
      this.listAsset(btc, 'BTC'),
      this.listAsset(usd, 'USD'),
      this.listMarket(market, 'BTCUSD', btc, usd),
      encode(FeeTierSet, {
        tier: 0,
        makerPpm: 1000,
        takerPpm: 2000,
        volumeMinUnits: 0n,
        name: 'Standard',
      }),
      this.openAccount(alice),
      this.openAccount(bob),
    )
  }

  listAsset(asset: number, code: string): Uint8Array {
    return encode(AssetListed, {
      asset,
      code,
      name: `${code} coin`,
      assetKind: AssetKind.crypto,
      decimals: 8,
      displayDecimals: 4,
      switches: 1,
      withdrawalMinUnits: 1n,
      withdrawalMaxUnits: 1_000_000n,
      withdrawalFeeUnits: 5n,
    })
  }

  listMarket(number: number, symbol: string, baseAsset: number, quoteAsset: number): Uint8Array {
    return encode(MarketListed, {
      market: number,
      symbol,
      baseAsset,
      quoteAsset,
      tickUnits: 1_000_000n,
      lotUnits: 1_000n,
      notionalUnits,
      priceMaxTicks: 10_000_000,
      ...plainRules,
      state: MarketState.trading,
    })
  }

  openAccount(account: number): Uint8Array {
    return encode(AccountOpened, { account, tier: 0, uuid: new Uint8Array(16).fill(account) })
  }

  deposit(account: number, asset: number, amountUnits: bigint): Uint8Array {
    const accountEvent = this.nextEvent(account)
    const idempotencyKey = `${account}-${accountEvent}`
    return encode(Deposited, { account, asset, accountEvent, amountUnits, idempotencyKey })
  }

  balance(account: number, asset: number, availableUnits: bigint, lockedUnits = 0n): Uint8Array {
    const accountEvent = this.nextEvent(account)
    return encode(Balance, { account, asset, accountEvent, availableUnits, lockedUnits })
  }

  accepted(order: OrderFields): Uint8Array {
    return encode(OrderAccepted, {
      market,
      clientOrderId: '',
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.expireMaker,
      ...order,
      status: OrderStatus.new,
      accountEvent: this.nextEvent(order.account),
    })
  }

  closed(
    order: OrderFields,
    executedLots = 0,
    status: OrderStatus = OrderStatus.cancelled,
    reason: CloseReason = usualReasons[status] ?? CloseReason.cancelledByOwner,
  ): Uint8Array {
    return encode(OrderClosed, {
      account: order.account,
      market: order.market ?? market,
      orderId: order.orderId,
      accountEvent: this.nextEvent(order.account),
      quantityLots: order.quantityLots,
      executedLots,
      executedQuoteUnits:
        this.#quotes.get(order.orderId) ?? BigInt(executedLots * order.priceTicks) * notionalUnits,
      status,
      reason,
    })
  }

  /** At the maker's price. */
  trade(fields: TradeFields): Uint8Array {
    const { tradeId, maker, taker, quantityLots } = fields
    const quoteUnits = BigInt(quantityLots * maker.priceTicks) * notionalUnits
    const makerExecutedLots = (fields.makerBeforeLots ?? 0) + quantityLots
    const takerExecutedLots = (fields.takerBeforeLots ?? 0) + quantityLots
    const flags =
      (taker.side === Side.sell ? 1 : 0) |
      (makerExecutedLots === maker.quantityLots ? 2 : 0) |
      (takerExecutedLots === taker.quantityLots ? 4 : 0) |
      (fields.isAuction ? 8 : 0)
    return encode(Trade, {
      flags,
      market: maker.market ?? market,
      makerAccount: maker.account,
      takerAccount: taker.account,
      tradeId,
      makerOrderId: maker.orderId,
      takerOrderId: taker.orderId,
      makerAccountEvent: this.nextEvent(maker.account),
      takerAccountEvent: this.nextEvent(taker.account),
      priceTicks: maker.priceTicks,
      quantityLots,
      quoteUnits,
      makerFeeUnits: feeUnits,
      takerFeeUnits: 2n * feeUnits,
      makerExecutedLots,
      takerExecutedLots,
      makerExecutedQuoteUnits: this.#execute(maker, quoteUnits),
      takerExecutedQuoteUnits: this.#execute(taker, quoteUnits),
    })
  }

  /** New totals by one command: its levels share an update id. */
  levels(
    side: Side,
    totals: readonly (readonly [priceTicks: number, totalLots: number])[],
    number = market,
  ): Uint8Array {
    const updateId = (this.#updateIds.get(number) ?? 0) + 1
    this.#updateIds.set(number, updateId)
    const flags = side === Side.sell ? 1 : 0
    return Buffer.concat(
      totals.map(([priceTicks, totalLots]) =>
        encode(BookLevel, { flags, market: number, updateId, priceTicks, totalLots }),
      ),
    )
  }

  /** What an order was executed for after this. */
  #execute({ orderId }: OrderFields, quoteUnits: bigint): bigint {
    const sum = (this.#quotes.get(orderId) ?? 0n) + quoteUnits
    this.#quotes.set(orderId, sum)
    return sum
  }

  /** The number of an account's next event. */
  nextEvent(account: number): number {
    const next = (this.#accountEvents.get(account) ?? 0) + 1
    this.#accountEvents.set(account, next)
    return next
  }
}
