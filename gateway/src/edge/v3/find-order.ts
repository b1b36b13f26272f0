// One order by either id, in memory or in the database.
import type { History, MarketView, OrderView, Views } from '../../ports.js'
import { eitherMandatory, originalClientIdEmpty } from '../errors.js'
import { asked } from '../history.js'
import { clientId, optional, required, symbolName, whole } from '../parameters.js'
import { madeOrderIds } from './made-ids.js'
import { publicClientId } from './order-json.js'

export const orderNameParameters = {
  symbol: required(symbolName),
  orderId: optional(whole),
  origClientOrderId: optional(clientId(originalClientIdEmpty)),
}

export interface OrderName {
  readonly orderId?: number
  readonly origClientOrderId?: string
}

/** @throws ApiError where an order is named by neither id */
export function checkNamed({ orderId, origClientOrderId }: OrderName): void {
  if (orderId === undefined && origClientOrderId === undefined)
    throw eitherMandatory('origClientOrderId', 'orderId')
}

export class OrderFinder {
  constructor(
    private readonly views: Views,
    private readonly history: History,
  ) {}

  /** An order of the account in the market; where both ids are given, both must fit. */
  async find(account: number, market: MarketView, name: OrderName): Promise<OrderView | undefined> {
    const { orderId, origClientOrderId } = name
    const order =
      orderId === undefined
        ? await this.byClientId(account, market.market, origClientOrderId as string)
        : await this.byId(account, orderId)
    if (order?.market !== market.market) return undefined
    const isOther = origClientOrderId !== undefined && publicClientId(order) !== origClientOrderId
    return isOther ? undefined : order
  }

  /** A chosen id wins over one that was made of an order id. */
  heldByClientId(account: number, market: number, clientOrderId: string): OrderView | undefined {
    const chosen = this.views.orderByClientId(account, market, clientOrderId)
    if (chosen) return chosen
    const orderId = madeOrderIds.numberIn(clientOrderId)
    const made = orderId === undefined ? undefined : this.views.orderById(account, orderId)
    return made?.clientOrderId === '' && made.market === market ? made : undefined
  }

  private async byId(account: number, orderId: number): Promise<OrderView | undefined> {
    const held = this.views.orderById(account, orderId)
    return held ?? asked(this.history.orderById(account, orderId))
  }

  private async byClientId(
    account: number,
    market: number,
    clientOrderId: string,
  ): Promise<OrderView | undefined> {
    const held = this.heldByClientId(account, market, clientOrderId)
    if (held) return held
    const chosen = await asked(this.history.orderByClientId(account, market, clientOrderId))
    if (chosen) return chosen
    const orderId = madeOrderIds.numberIn(clientOrderId)
    const made = orderId === undefined ? undefined : await this.byId(account, orderId)
    return made?.clientOrderId === '' ? made : undefined
  }
}
