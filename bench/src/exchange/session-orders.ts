// Places and cancels orders in one session of a venue, and knows the number that the core gives each.
import {
  CancelRestriction,
  Lane,
  OrderType,
  SelfTradePrevention,
  TimeInForce,
} from '@openbell/protocol'
import { CommandList } from './command-list.js'
import { genesisOrders, priceMaxTicksOf, type Records, session, type Venue } from './venue.js'

/** Who places an order, and where. */
export interface Placing {
  readonly account: number
  readonly market: number
}

export interface Terms {
  readonly side: number
  /** 0 for a market order. */
  readonly priceTicks: number
  readonly quantityLots: number
  /** Whether it is immediate or cancel. */
  readonly takes: boolean
}

export interface Placed extends Placing {
  readonly orderId: number
  /** Empty where it has none. */
  readonly clientOrderId: string
  readonly side: number
}

export class SessionOrders {
  readonly commands = new CommandList()
  /** Of every market. */
  readonly priceMaxTicks: number
  private readonly laneSequences = [0, 0]
  /** Every order is accepted, so the core counts likewise. */
  private placed: number

  constructor(
    private readonly records: Records,
    venue: Venue,
    private readonly hasClientOrderIds: boolean,
  ) {
    this.placed = genesisOrders(venue)
    this.priceMaxTicks = priceMaxTicksOf(venue)
  }

  place({ account, market }: Placing, { side, priceTicks, quantityLots, takes }: Terms): Placed {
    const { PlaceOrder } = this.records
    const orderId = ++this.placed
    const clientOrderId = this.hasClientOrderIds ? `order-${orderId}` : ''
    // In one literal: anything else takes most of the time.
    this.commands.add(PlaceOrder, {
      lane: Lane.orders,
      session,
      laneSequence: ++this.laneSequences[Lane.orders],
      deadlineMs: 0,
      account,
      market,
      priceTicks,
      quantityLots,
      side,
      orderType: priceTicks === 0 ? OrderType.market : OrderType.limit,
      timeInForce: takes ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId,
    })
    return { account, market, orderId, clientOrderId, side }
  }

  /** Every second order that has a client order id is named by it. */
  cancel({ account, market, orderId, clientOrderId }: Placed): void {
    const { CancelOrder } = this.records
    const isNamed = this.hasClientOrderIds && orderId % 2 === 1
    this.commands.add(CancelOrder, {
      lane: Lane.cancels,
      session,
      laneSequence: ++this.laneSequences[Lane.cancels],
      deadlineMs: 0,
      account,
      market,
      orderId: isNamed ? 0 : orderId,
      clientOrderId: isNamed ? clientOrderId : '',
      restriction: CancelRestriction.none,
    })
  }
}
