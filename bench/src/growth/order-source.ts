// Commands for a population of orders in numbered slots, by either set of rules. No order ever
// trades: buys and sells stand on their own side of the middle.
import {
  BenchmarkCancel,
  BenchmarkNew,
  CancelOrder,
  CancelRestriction,
  CommandBatch,
  limits,
  OrderType,
  PlaceOrder,
  SelfTradePrevention,
  TimeInForce,
} from '@openbell/protocol'
import type { Random } from '../workload/random.js'

const quantityMax = 100

/** What stands in each slot is known here, so that a cancel names an order that is there. */
export interface OrderSource {
  /** Adds a new order, in a slot that is empty. */
  place(slot: number): void
  /** Adds the cancel of a slot's order. */
  cancel(slot: number): void
  /** What was added since the last call. */
  take(): Uint8Array
}

/** Orders of the public benchmark, at random prices within `spanTicks`, half of them a side's. */
export class BenchmarkSource implements OrderSource {
  private readonly orderIds: Uint32Array
  private readonly bytes = new Uint8Array(limits.framePayloadBytesMax)
  private readonly view = new DataView(this.bytes.buffer)
  private length = 0
  private placed = 0
  private sequence = 0

  constructor(
    private readonly random: Random,
    slots: number,
    private readonly spanTicks: number,
  ) {
    this.orderIds = new Uint32Array(slots)
  }

  place(slot: number): void {
    const { side, priceTicks } = placeIn(this.random, this.spanTicks)
    this.orderIds[slot] = ++this.placed
    BenchmarkNew.write(this.view, this.length, {
      side,
      immediateOrCancel: 0,
      quantity: 1 + this.random.below(quantityMax),
      sequence: this.sequence++,
      orderId: this.placed,
      priceTicks: BigInt(priceTicks),
    })
    this.length += BenchmarkNew.sizeBytes
  }

  cancel(slot: number): void {
    BenchmarkCancel.write(this.view, this.length, {
      side: 0,
      immediateOrCancel: 0,
      quantity: 0,
      sequence: this.sequence++,
      orderId: this.orderIds[slot],
      priceTicks: 0n,
    })
    this.length += BenchmarkCancel.sizeBytes
  }

  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length)
    this.length = 0
    return taken
  }
}

/** Orders of random accounts in random markets of the exchange. */
export class ExchangeSource implements OrderSource {
  private readonly orderIds: Uint32Array
  private readonly accountOf: Uint32Array
  private readonly marketOf: Uint32Array
  private readonly batch = new CommandBatch()
  private placed = 0

  constructor(
    private readonly random: Random,
    slots: number,
    private readonly spanTicks: number,
    private readonly markets: number,
    private readonly accounts: number,
  ) {
    this.orderIds = new Uint32Array(slots)
    this.accountOf = new Uint32Array(slots)
    this.marketOf = new Uint32Array(slots)
  }

  place(slot: number): void {
    const account = limits.accountUserMin + this.random.below(this.accounts)
    const market = this.random.below(this.markets)
    // The core numbers the orders that it accepts, and it accepts all of these.
    this.orderIds[slot] = ++this.placed
    this.accountOf[slot] = account
    this.marketOf[slot] = market
    this.batch.add(PlaceOrder, {
      account,
      market,
      ...placeIn(this.random, this.spanTicks),
      quantityLots: 1 + this.random.below(quantityMax),
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId: '',
    })
  }

  cancel(slot: number): void {
    const [account, market] = [this.accountOf[slot], this.marketOf[slot]]
    this.batch.add(CancelOrder, {
      account,
      market,
      orderId: this.orderIds[slot],
      clientOrderId: '',
      restriction: CancelRestriction.none,
    })
  }

  take(): Uint8Array {
    return this.batch.take().slice()
  }
}

/** A side, and a price on it: ticks from 1 to `spanTicks`, buys below sells. */
function placeIn(random: Random, spanTicks: number): { side: number; priceTicks: number } {
  const side = random.below(2)
  const half = spanTicks / 2
  return { side, priceTicks: 1 + side * half + random.below(half) }
}
