// Draws the commands of orders: what is placed, cancelled, amended and replaced.
import * as protocol from '@openbell/protocol'
import { Contingency, OrderType } from '@openbell/protocol'
import type { Order, Terms, Venue } from '../reference/venue.js'
import type { Chance } from '../world/chance.js'
import type { OrderMaker } from './order-maker.js'
import type { Plan } from './plan.js'
import { encode } from './stream.js'

/** Values that are seldom right, up to the greatest of their kinds. */
const odd = [7, 200, 10_001, 1_000_000, 2 ** 32 - 1, 2 ** 53 - 1]

type Leg = 'first' | 'second' | 'third'

/** The head of a command, without its kind. */
export interface Head {
  readonly lane: number
  readonly session: number
  readonly laneSequence: number
  readonly account: number
  readonly market: number
}

const { limit, limitMaker, stopLoss, stopLossLimit, takeProfit, takeProfitLimit } = OrderType

export class CommandMaker {
  constructor(
    private readonly chance: Chance,
    private readonly plan: Plan,
    private readonly venue: Venue,
    private readonly orders: OrderMaker,
  ) {}

  place(head: Head): Uint8Array {
    const terms = this.orders.terms(head.account, head.market, true)
    return this.write(protocol.PlaceOrder, { ...head, ...plainFields(terms) })
  }

  special(head: Head): Uint8Array {
    const terms = this.orders.terms(head.account, head.market, false)
    return this.write(protocol.PlaceSpecialOrder, { ...head, ...specialFields(terms) })
  }

  replace(head: Head): Uint8Array {
    const terms = this.orders.terms(head.account, head.market, false)
    const { orderId, clientOrderId } = this.named(head)
    return this.write(protocol.ReplaceOrder, {
      ...head,
      ...specialFields(terms),
      cancelOrderId: orderId,
      cancelClientOrderId: clientOrderId,
      cancelRestriction: this.chance.pick([0, 0, 0, 1, 2]),
      mode: this.chance.below(2),
    })
  }

  cancel(head: Head): Uint8Array {
    const restriction = this.chance.pick([0, 0, 0, 1, 2])
    return this.write(protocol.CancelOrder, { ...head, ...this.named(head), restriction })
  }

  amend(head: Head): Uint8Array {
    const { chance } = this
    const open = this.openOf(head).find((order) => order.listId === 0 && order.quantity > 1)
    const order = chance.happens(0.8) ? open : undefined
    const named = order ? { orderId: order.id, clientOrderId: '' } : this.named(head)
    const quantityLots = order
      ? chance.between(Math.max(1, order.executed), order.quantity)
      : this.orders.quantity()
    return this.write(protocol.AmendOrder, { ...head, ...named, quantityLots })
  }

  cancelAll(head: Head): Uint8Array {
    const { chance } = this
    const list = chance.happens(0.2) ? this.venue.lists.at(-1)?.id : 0
    const connected = this.venue.orders.find(({ terms }) => terms.connection !== 0)?.terms
    const isByConnection = connected !== undefined && chance.happens(0.4)
    return encode(protocol.CancelAllOrders, {
      ...head,
      allMarkets: chance.below(2),
      sides: chance.pick([0, 0, 1, 2]),
      reason: chance.pick([
        protocol.CloseReason.cancelledByOwner,
        protocol.CloseReason.connectionEnded,
      ]),
      connection: isByConnection ? connected.connection : 0,
      connectionSession: isByConnection ? connected.connectionSession : 0,
      listId: list ?? 0,
    })
  }

  list(head: Head): Uint8Array {
    const { chance } = this
    const contingency = chance.below(3)
    const side = chance.below(2)
    const quantity = this.orders.quantity()
    const legs: Partial<Record<Leg, Terms>> =
      contingency === Contingency.oco
        ? this.pair(head, side, quantity, ['first', 'second'])
        : contingency === Contingency.oto
          ? { first: this.first(head), second: this.orders.terms(head.account, head.market, false) }
          : { first: this.first(head), ...this.pair(head, side, quantity, ['second', 'third']) }
    return this.write(protocol.PlaceOrderList, {
      ...head,
      contingency,
      selfTradePrevention: chance.weigh(this.plan.preventions),
      connection: chance.happens(0.1) ? 1 : 0,
      listClientOrderId: this.orders.name(),
      ...legFields('first', legs.first),
      ...legFields('second', legs.second),
      ...legFields('third', legs.third),
    })
  }

  /** Sometimes with a field that is just outside of what may be. */
  write<Command extends Parameters<typeof encode>[1]>(
    layout: { readonly sizeBytes: number; write(view: DataView, at: number, one: never): void },
    command: Command,
  ): Uint8Array {
    const isWrong = this.chance.happens(this.plan.wrongPerMille / 1000)
    const given = isWrong ? this.spoil(command as Record<string, unknown>) : command
    return encode(layout as Parameters<typeof encode>[0], given as Command)
  }

  private first(head: Head): Terms {
    const terms = this.orders.terms(head.account, head.market, true)
    const type = this.chance.pick([limit, limit, limitMaker])
    const price = terms.price || this.orders.price(this.venue.markets[head.market], head.market)
    const timeInForce = type === limitMaker ? 0 : terms.timeInForce
    return { ...terms, type, price, timeInForce }
  }

  private pair(
    head: Head,
    side: number,
    quantity: number,
    [one, other]: readonly [Leg, Leg],
  ): Partial<Record<Leg, Terms>> {
    const { chance } = this
    const maker = this.legOf(
      head,
      side,
      quantity,
      chance.pick([limitMaker, takeProfit, takeProfitLimit]),
    )
    const stop = this.legOf(head, side, quantity, chance.pick([stopLoss, stopLossLimit]))
    return chance.happens(0.5) ? { [one]: maker, [other]: stop } : { [one]: stop, [other]: maker }
  }

  private legOf(head: Head, side: number, quantity: number, type: number): Terms {
    const market = this.venue.markets[head.market]
    const terms = this.orders.terms(head.account, head.market, false)
    const { spread } = this.orders.planOf(head.market)
    const near = this.orders.price(market, head.market)
    const away = type === limitMaker ? (side === 0 ? -spread : spread) : 0
    const leg = {
      ...terms,
      side,
      type,
      quantity,
      price: protocol.hasLimitPrice(type) ? Math.max(1, near + away) : 0,
      timeInForce: this.chance.pick([0, 0, 4]),
      iceberg: 0,
    }
    if (type === limitMaker) return { ...leg, stopPrice: 0, trailing: 0 }
    return { ...leg, ...this.orders.trigger(market, head.market, leg) }
  }

  /** An open order of the account, named in one way or in both; sometimes another one. */
  private named({ account, market }: Head): { orderId: number; clientOrderId: string } {
    const { chance, venue } = this
    const own = this.openOf({ account, market })
    const any = venue.orders
    const from = own.length > 0 && chance.happens(0.9) ? own : any
    if (from.length === 0 || chance.happens(0.05))
      return { orderId: chance.below(50), clientOrderId: this.orders.name() }
    const { id, terms } = chance.pick(from)
    const text = chance.happens(0.9) ? terms.clientOrderId : this.orders.name()
    return chance.pick([
      { orderId: id, clientOrderId: '' },
      { orderId: text === '' ? id : 0, clientOrderId: text },
      { orderId: id, clientOrderId: text },
    ])
  }

  private openOf({ account, market }: Pick<Head, 'account' | 'market'>): Order[] {
    return this.venue.orders.filter(
      (order) => order.account.number === account && order.market.number === market,
    )
  }

  private spoil(command: Record<string, unknown>): Record<string, unknown> {
    const { chance } = this
    const [name, value] = chance.pick(
      Object.entries(command).filter(([key]) => key !== 'deadlineMs' && key !== 'laneSequence'),
    )
    const wrong =
      typeof value === 'bigint'
        ? chance.pick([0n, -1n, 1n, value + 1n, 2n ** 62n])
        : typeof value === 'number'
          ? chance.pick([0, 1, value + 1, Math.max(0, value - 1), ...odd, value + 2 ** 32])
          : chance.pick(['', 'c1', 'other'])
    return { ...command, [name]: wrong }
  }
}

const plainFields = (terms: Terms) => ({
  priceTicks: terms.price,
  quantityLots: terms.quantity,
  side: terms.side,
  orderType: terms.type,
  timeInForce: terms.timeInForce,
  selfTradePrevention: terms.prevention,
  clientOrderId: terms.clientOrderId,
})

const specialFields = (terms: Terms) => ({
  ...plainFields(terms),
  quoteUnits: terms.quoteUnits,
  stopPriceTicks: terms.stopPrice,
  icebergLots: terms.iceberg,
  expiresUs: terms.expiresUs,
  trailingBips: terms.trailing,
  connection: terms.connection,
})

const legFields = (name: Leg, terms: Terms | undefined) => ({
  [`${name}PriceTicks`]: terms?.price ?? 0,
  [`${name}QuantityLots`]: terms?.quantity ?? 0,
  [`${name}StopPriceTicks`]: terms?.stopPrice ?? 0,
  [`${name}IcebergLots`]: terms?.iceberg ?? 0,
  [`${name}TrailingBips`]: terms?.trailing ?? 0,
  [`${name}Side`]: terms?.side ?? 0,
  [`${name}OrderType`]: terms?.type ?? 0,
  [`${name}TimeInForce`]: terms?.timeInForce ?? 0,
  [`${name}ClientOrderId`]: terms?.clientOrderId ?? '',
})
