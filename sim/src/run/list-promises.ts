// What holds of every list of orders: never both legs of an oco, an end once, and no list that hangs.
import {
  Contingency,
  contingencyNames,
  OrderListAccepted,
  OrderListClosed,
  Trade,
} from '@openbell/protocol'
import { must } from '../violation.js'
import type { Facts } from './facts.js'
import type { OrderPromises } from './order-promises.js'

interface SeenList {
  readonly listId: number
  readonly orderIds: readonly number[]
  /** Of which only one may ever trade; none in an oto. */
  readonly legs: readonly number[]
}

export class ListPromises {
  private readonly open = new Map<number, SeenList>()
  /** By the orders of which another must not have traded. */
  private readonly otherLegs = new Map<number, number>()
  private listId = 0

  constructor(
    private readonly orders: OrderPromises,
    private readonly facts: Facts,
  ) {}

  /** An event that the orders have taken already. @throws Violation */
  take(kind: number, view: DataView, at: number): void {
    if (kind === OrderListAccepted.kind) this.accept(OrderListAccepted.read(view, at))
    else if (kind === OrderListClosed.kind) this.close(OrderListClosed.read(view, at).listId)
    else if (kind === Trade.kind) {
      const { makerOrderId, takerOrderId } = Trade.read(view, at)
      for (const orderId of [makerOrderId, takerOrderId]) this.expectOne(orderId)
    }
  }

  /** Nothing is left of the work of a frame. @throws Violation */
  settle(): void {
    for (const { listId, orderIds } of this.open.values()) {
      const open = orderIds.flatMap((orderId) => this.orders.open.get(orderId) ?? [])
      must(
        open.length > 1 || open.some(({ isPending }) => isPending),
        `list ${listId} has ${open.length} open orders, and is not closed`,
      )
    }
  }

  private accept(list: OrderListAccepted): void {
    const { listId, contingency, firstOrderId, secondOrderId, thirdOrderId } = list
    must(listId === this.listId + 1, `list ${listId} follows list ${this.listId}`)
    this.listId = listId
    const orderIds = [firstOrderId, secondOrderId, thirdOrderId].filter((orderId) => orderId > 0)
    const legs = contingency === Contingency.oto ? [] : orderIds.slice(-2)
    this.open.set(listId, { listId, orderIds, legs })
    if (legs.length === 2) {
      this.otherLegs.set(legs[0], legs[1])
      this.otherLegs.set(legs[1], legs[0])
    }
    this.orders.join(orderIds)
    this.facts.note(`list: ${contingencyNames[contingency]}`)
  }

  private close(listId: number): void {
    must(this.open.delete(listId), `list ${listId} closed, and is not open`)
  }

  private expectOne(orderId: number): void {
    const otherId = this.otherLegs.get(orderId)
    if (otherId === undefined) return
    const other = this.orders.orders.get(otherId)
    must(other?.executedLots === 0, `orders ${orderId} and ${otherId} are an oco, and both traded`)
    this.facts.note('a leg of an oco filled')
  }
}
