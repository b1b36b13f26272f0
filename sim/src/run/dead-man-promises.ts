// What holds of every dead man's switch: it never works before its time, and always after it, takes all
// orders that stood then and no other; and its time starts again whenever the exchange does.
import { CloseReason, DeadManSet, limits, OrderClosed } from '@openbell/protocol'
import { must } from '../violation.js'
import type { Facts } from './facts.js'
import type { OrderPromises } from './order-promises.js'

interface Switch {
  readonly timeoutUs: number
  dueUs: number
}

export class DeadManPromises {
  /** By account. */
  private readonly armed = new Map<number, Switch>()
  /** When those worked whose orders may still be closing, by account. */
  private readonly working = new Map<number, number>()
  private nowUs = 0

  constructor(
    private readonly orders: OrderPromises,
    private readonly facts: Facts,
  ) {}

  /** A frame begins. */
  begin(isEpoch: boolean, timestampUs: number): void {
    this.nowUs = timestampUs
    if (!isEpoch) return
    for (const armed of this.armed.values()) {
      armed.dueUs = timestampUs + armed.timeoutUs
      this.facts.note('dead man’s switch started again')
    }
  }

  /** An event that the orders have taken already. @throws Violation */
  take(kind: number, view: DataView, at: number): void {
    if (kind === DeadManSet.kind) {
      const set = DeadManSet.read(view, at)
      if (set.commandIndex === limits.commandIndexOwn) this.work(set)
      else this.set(set)
    } else if (kind === OrderClosed.kind) {
      const { account, orderId, reason } = OrderClosed.read(view, at)
      const isAllowed = reason !== CloseReason.deadMan || this.working.has(account)
      must(isAllowed, `the switch of account ${account} took order ${orderId}, and does not work`)
    }
  }

  /** Nothing is left of the work of a frame of this time. @throws Violation */
  settle(timestampUs: number): void {
    for (const [account, { dueUs }] of this.armed)
      must(
        dueUs > timestampUs,
        `the switch of account ${account} was due at ${dueUs}, and has not worked at ${timestampUs}`,
      )
    for (const [account, workedUs] of this.working)
      for (const { orderId, acceptedUs, account: owner } of this.orders.open.values())
        must(
          owner !== account || acceptedUs >= workedUs,
          `the switch of account ${account} worked at ${workedUs}, and order ${orderId} stands`,
        )
    this.working.clear()
  }

  private set({ account, timeoutUs, deadlineUs }: DeadManSet): void {
    must(
      deadlineUs === (timeoutUs === 0 ? 0 : this.nowUs + timeoutUs),
      `the switch of account ${account} is set to ${deadlineUs} at ${this.nowUs}`,
    )
    if (timeoutUs === 0) this.armed.delete(account)
    else this.armed.set(account, { timeoutUs, dueUs: deadlineUs })
  }

  /** It disarms itself, and takes what follows. */
  private work({ account, timeoutUs, deadlineUs }: DeadManSet): void {
    const dueUs = this.armed.get(account)?.dueUs ?? Number.POSITIVE_INFINITY
    must(
      dueUs <= this.nowUs && timeoutUs === 0 && deadlineUs === 0,
      `the switch of account ${account} worked at ${this.nowUs}, and was due at ${dueUs}`,
    )
    this.armed.delete(account)
    this.working.set(account, this.nowUs)
  }
}
