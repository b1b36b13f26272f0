// What the exchange promised to all, held against every event: orders, lists, switches, money, and
// that nothing that has a name happens twice.
import type { EventFrame } from '@openbell/gateway/ports.js'
import {
  AccountOpened,
  Adjusted,
  Deposited,
  FrameType,
  OrderAccepted,
  OrderListAccepted,
  SpecialOrderAccepted,
  Transferred,
  WithdrawalReleased,
  WithdrawalReserved,
  WithdrawalSettled,
  Withdrawn,
} from '@openbell/protocol'
import { must } from '../violation.js'
import { DeadManPromises } from './dead-man-promises.js'
import type { Facts } from './facts.js'
import { ListPromises } from './list-promises.js'
import { accountKey, listKey, moneyKey, orderKey } from './names.js'
import { OrderPromises } from './order-promises.js'

export class Promises {
  readonly orders: OrderPromises
  /** By the client's own name: the id of the order, list or withdrawal, the account, or 0. */
  readonly applied = new Map<string, number>()
  private readonly lists: ListPromises
  private readonly deadMen: DeadManPromises
  /** What is locked to go out, by id. */
  private readonly reserved = new Map<number, WithdrawalReserved>()
  private withdrawalId = 0
  private timestampUs = 0

  constructor(facts: Facts) {
    this.orders = new OrderPromises(facts)
    this.lists = new ListPromises(this.orders, facts)
    this.deadMen = new DeadManPromises(this.orders, facts)
  }

  /** A frame begins, whose events follow. */
  begin({ type, timestampUs }: EventFrame): void {
    this.timestampUs = timestampUs
    this.deadMen.begin(type === FrameType.epoch, timestampUs)
  }

  /** @throws Violation */
  take(kind: number, view: DataView, at: number): void {
    this.orders.take(kind, view, at, this.timestampUs)
    this.lists.take(kind, view, at)
    this.deadMen.take(kind, view, at)
    this.takeNamed(kind, view, at)
  }

  /** Nothing is left of the work of a frame of this time. @throws Violation */
  settle(timestampUs: number): void {
    this.orders.settle(timestampUs)
    this.lists.settle()
    this.deadMen.settle(timestampUs)
  }

  private takeNamed(kind: number, view: DataView, at: number): void {
    switch (kind) {
      case OrderAccepted.kind:
      case SpecialOrderAccepted.kind: {
        // Both begin alike.
        const { account, orderId, clientOrderId } = OrderAccepted.read(view, at)
        if (clientOrderId) this.apply(orderKey(account, clientOrderId), orderId)
        break
      }
      case OrderListAccepted.kind: {
        const { account, listId, firstOrderId } = OrderListAccepted.read(view, at)
        const name = this.orders.orders.get(firstOrderId)?.clientOrderId
        if (name) this.apply(listKey(account, name), listId)
        break
      }
      case AccountOpened.kind: {
        const { uuid, account } = AccountOpened.read(view, at)
        this.apply(accountKey(uuid), account)
        break
      }
      case Deposited.kind:
      case Transferred.kind:
      case Adjusted.kind: {
        const { account, idempotencyKey } = Deposited.read(view, at)
        this.apply(moneyKey(account, idempotencyKey), 0)
        break
      }
      case Withdrawn.kind:
      case WithdrawalReserved.kind:
        this.takeWithdrawal(kind, WithdrawalReserved.read(view, at))
        break
      case WithdrawalSettled.kind:
      case WithdrawalReleased.kind:
        this.endWithdrawal(WithdrawalSettled.read(view, at))
        break
    }
  }

  private takeWithdrawal(kind: number, withdrawal: WithdrawalReserved): void {
    const { withdrawalId, account, idempotencyKey } = withdrawal
    must(
      withdrawalId === this.withdrawalId + 1,
      `withdrawal ${withdrawalId} follows withdrawal ${this.withdrawalId}`,
    )
    this.withdrawalId = withdrawalId
    this.apply(moneyKey(account, idempotencyKey), withdrawalId)
    if (kind === WithdrawalReserved.kind) this.reserved.set(withdrawalId, withdrawal)
  }

  private endWithdrawal({ withdrawalId, amountUnits, feeUnits }: WithdrawalSettled): void {
    const reserved = this.reserved.get(withdrawalId)
    must(reserved !== undefined, `withdrawal ${withdrawalId} ended, and is not reserved`)
    must(
      reserved.amountUnits === amountUnits && reserved.feeUnits === feeUnits,
      `withdrawal ${withdrawalId} of ${reserved.amountUnits} ended with ${amountUnits}`,
    )
    this.reserved.delete(withdrawalId)
  }

  private apply(key: string, result: number): void {
    must(!this.applied.has(key), `${key} was applied twice`)
    this.applied.set(key, result)
  }
}
