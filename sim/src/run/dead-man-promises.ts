// What holds of every dead man's switch: it never cancels before its time, and always after it; and
// its time starts again whenever the exchange does.
import { CloseReason, DeadManSet, limits, OrderClosed } from '@openbell/protocol'
import { must } from '../violation.js'
import type { Facts } from './facts.js'
import type { OrderPromises } from './order-promises.js'

interface Switch {
  readonly timeoutUs: number
  dueUs: number
}

export class DeadManPromises {
  /** By account; those that may still work. */
  private readonly armed = new Map<number, Switch>()
  /** Of these nobody can say whether they worked before a start, or began again with it. */
  private readonly doubtful = new Set<number>()
  private lastUs = 0

  constructor(
    private readonly orders: OrderPromises,
    private readonly facts: Facts,
  ) {}

  /** A frame begins. */
  begin(isEpoch: boolean, timestampUs: number): void {
    if (isEpoch)
      for (const [account, armed] of this.armed)
        if (armed.dueUs <= this.lastUs) {
          this.armed.delete(account)
          this.doubtful.add(account)
        } else {
          armed.dueUs = timestampUs + armed.timeoutUs
          this.facts.note('dead man’s switch started again')
        }
    this.lastUs = timestampUs
  }

  /** An event that the orders have taken already. @throws Violation */
  take(kind: number, view: DataView, at: number): void {
    if (kind === DeadManSet.kind) {
      const set = DeadManSet.read(view, at)
      // By itself it is disarmed where it works, and cancels what follows.
      if (set.commandIndex === limits.commandIndexOwn) this.expectDue(set.account, 'worked')
      else this.set(set)
    } else if (kind === OrderClosed.kind) {
      const { account, orderId, reason } = OrderClosed.read(view, at)
      if (reason === CloseReason.deadMan) this.expectDue(account, `took order ${orderId}`)
    }
  }

  /** Nothing is left of the work of a frame of this time. @throws Violation */
  settle(timestampUs: number): void {
    for (const [account, { dueUs }] of this.armed) {
      if (dueUs > timestampUs) continue
      for (const { orderId, acceptedUs, account: owner } of this.orders.open.values())
        must(
          owner !== account || acceptedUs >= dueUs,
          `the switch of account ${account} was due at ${dueUs}, and order ${orderId} stands`,
        )
      this.armed.delete(account)
    }
  }

  private set({ account, timeoutUs, deadlineUs }: DeadManSet): void {
    must(
      deadlineUs === (timeoutUs === 0 ? 0 : this.lastUs + timeoutUs),
      `the switch of account ${account} is set to ${deadlineUs} at ${this.lastUs}`,
    )
    this.doubtful.delete(account)
    if (timeoutUs === 0) this.armed.delete(account)
    else this.armed.set(account, { timeoutUs, dueUs: deadlineUs })
  }

  private expectDue(account: number, what: string): void {
    const dueUs = this.armed.get(account)?.dueUs
    must(
      dueUs === undefined ? this.doubtful.has(account) : dueUs <= this.lastUs,
      `the switch of account ${account} ${what} at ${this.lastUs}, and was due at ${dueUs}`,
    )
  }
}
