// A small stage for tests of the naive core: a market, traders with money, and events in short words.
import * as protocol from '@openbell/protocol'
import { amplePools } from '../../fuzz/duel.js'
import { encode, join } from '../../fuzz/stream.js'
import { Reference } from '../reference.js'

export const alice = 16
export const bob = 17
export const carol = 18

const noRules: protocol.MarketRules = {
  ...protocol.noMarketRules,
  quantityMaxLots: 1000,
  icebergPartsMax: 10,
  trailingMinBips: 1,
  trailingMaxBips: 5000,
}

/** A venue of two assets (0 against 1), one lot at one tick costing one unit, and three traders. */
export class Stage {
  readonly reference = new Reference(amplePools)
  timeUs = 1_000_000
  private sequence = 0

  constructor(
    rules: Partial<protocol.MarketRules> = {},
    state: number = protocol.MarketState.trading,
  ) {
    const limits = {
      ...amplePools,
      accountsMax: 32,
      finishedIdsPerAccountMax: 9,
      rules: 0,
      shard: 0,
    }
    this.send(
      encode(protocol.Configure, {
        ...limits,
        finishedIdsWindowUs: 1_000_000,
        stepsPerFrameMax: 1000,
        ordersPerAccountMax: 100,
      }),
      ...[0, 1].map((asset) => this.asset(asset)),
      encode(protocol.SetFeeTier, {
        tier: 0,
        makerPpm: 0,
        takerPpm: 1000,
        volumeMinUnits: 0n,
        name: 'all',
      }),
      encode(protocol.ListMarket, {
        baseAsset: 0,
        quoteAsset: 1,
        tickUnits: 10n,
        lotUnits: 1000n,
        priceMaxTicks: 1000,
        ...noRules,
        ...rules,
        state,
        symbol: 'AB',
      }),
      ...[alice, bob, carol].flatMap((account) => [
        encode(protocol.OpenAccount, { uuid: new Uint8Array(16).fill(account) }),
        ...[0, 1].map((asset) => this.deposit(account, asset)),
      ]),
    )
  }

  private asset(asset: number): Uint8Array {
    return encode(protocol.ListAsset, {
      asset,
      assetKind: 0,
      decimals: 4,
      displayDecimals: 4,
      switches: 3,
      withdrawalMinUnits: 0n,
      withdrawalMaxUnits: 0n,
      withdrawalFeeUnits: 2n,
      code: `A${asset}`,
      name: '',
    })
  }

  private deposit(account: number, asset: number): Uint8Array {
    const amountUnits = 1_000_000n
    return encode(protocol.Deposit, { account, asset, amountUnits, idempotencyKey: `d${asset}` })
  }

  /** A frame of its own; the invariants hold after it. Returns what happened but for levels. */
  send(...commands: readonly Uint8Array[]): string[] {
    return this.tell(this.reference.apply(++this.sequence, this.timeUs, join(commands)))
  }

  /** A frame without commands, of an epoch or not, after a while. */
  wait(durationUs: number, isEpoch = false): string[] {
    this.timeUs += durationUs
    return this.tell(this.reference.apply(++this.sequence, this.timeUs, new Uint8Array(), isEpoch))
  }

  /** An order of any kind; what is not given is a good-till-cancelled limit order. */
  order(account: number, given: Partial<protocol.PlaceSpecialOrder>): string[] {
    return this.send(orderOf(account, given))
  }

  /** Units that are available and locked. */
  balance(account: number, asset: number): [bigint, bigint] {
    const { available, locked } = this.reference.balance(account, asset)
    return [available, locked]
  }

  private tell(events: Uint8Array): string[] {
    const lines: string[] = []
    protocol.forEachRecord(events, (kind, view, at) => lines.push(...tellOne(kind, view, at)))
    return lines
  }
}

export const orderOf = (account: number, given: Partial<protocol.PlaceSpecialOrder>): Uint8Array =>
  encode(protocol.PlaceSpecialOrder, {
    account,
    priceTicks: 0,
    quantityLots: 0,
    side: protocol.Side.buy,
    orderType: protocol.OrderType.limit,
    timeInForce: protocol.TimeInForce.goodTillCancelled,
    selfTradePrevention: protocol.SelfTradePrevention.expireMaker,
    clientOrderId: '',
    quoteUnits: 0n,
    stopPriceTicks: 0,
    icebergLots: 0,
    expiresUs: 0,
    trailingBips: 0,
    connection: 0,
    ...given,
  })

function tellOne(kind: number, view: DataView, at: number): string[] {
  switch (kind) {
    case protocol.Trade.kind: {
      const event = protocol.Trade.read(view, at)
      const { quantityLots, priceTicks, makerOrderId, takerOrderId } = event
      return [`trade ${quantityLots} @ ${priceTicks} #${makerOrderId} #${takerOrderId}`]
    }
    case protocol.OrderClosed.kind: {
      const { orderId, reason } = protocol.OrderClosed.read(view, at)
      return [`closed #${orderId} ${protocol.closeReasonNames[reason]}`]
    }
    case protocol.OrderActivated.kind:
      return [`activated #${protocol.OrderActivated.read(view, at).orderId}`]
    case protocol.StopMoved.kind: {
      const { orderId, stopPriceTicks } = protocol.StopMoved.read(view, at)
      return [`stop of #${orderId} at ${stopPriceTicks}`]
    }
    case protocol.OrderListClosed.kind:
      return ['list closed']
    case protocol.TradePrevented.kind:
      return ['prevented']
    case protocol.AuctionUncrossed.kind: {
      const event = protocol.AuctionUncrossed.read(view, at)
      return [`uncrossed ${event.volumeLots} @ ${event.priceTicks}, ${event.surplusLots} left`]
    }
    case protocol.MarketStateChanged.kind:
      return [protocol.marketStateNames[protocol.MarketStateChanged.read(view, at).state]]
    case protocol.Outcome.kind: {
      const { status, reject } = protocol.Outcome.read(view, at)
      const isRejected = status === protocol.OutcomeStatus.rejected
      return isRejected ? [`rejected ${protocol.rejectNames[reject]}`] : []
    }
    default:
      return []
  }
}
