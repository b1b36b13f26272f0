// The core's own work, between commands: triggers, activations, the end of connections, timers. Each
// call does one step of it, as a turn of its own where anything changes.
import { Accounts } from './accounts'
import { Activate } from './activate'
import { agendaQueue, agendaScan, agendaSweepOne, agendaSweeps, agendaTimers } from './agenda-flags'
import { Budget } from './budget'
import { Close } from './close'
import { DeadMan } from './dead-man'
import { CloseReason, OrderStatus } from './generated/protocol'
import { header } from './header'
import { MarketStates } from './market-states'
import { Mass, massOfOthers, massOfSession } from './mass'
import { Order } from './orders'
import { Terms } from './terms'
import { Timers, timerAccount, timerOrder } from './timers'
import { Triggers } from './triggers'
import { phaseIdle, Work } from './work'

export class Agenda {
  /** What the time of a frame brings; an epoch lets every dead-man's timer start again. */
  static begin(isEpoch: bool): void {
    if (isEpoch) Timers.restartAccounts()
    if (Timers.isDue()) header.agenda |= agendaTimers
  }

  /** Works on what comes first; the budget must not be spent. */
  static step(): void {
    Budget.take()
    if ((header.agenda & agendaScan) != 0) Triggers.step()
    else if ((header.agenda & agendaQueue) != 0) Activate.next()
    else if ((header.agenda & agendaSweeps) != 0) Agenda.sweep()
    else Agenda.fire()
  }

  /** Connections have ended; a sweep is over before the next command, so there is never another. */
  static startSweep(flag: u32, session: u32): void {
    header.sweepSession = session
    header.sweepAccount = 0
    header.agenda |= flag
  }

  /** Looks at the next account for such orders. */
  static sweep(): void {
    if (header.sweepAccount == header.accountsEnd) {
      header.agenda &= ~agendaSweeps
      return
    }
    const account = header.sweepAccount++
    if (Accounts.at(account).openOrders == 0) return
    const isOfOne = (header.agenda & agendaSweepOne) != 0
    const kind = isOfOne ? massOfSession : massOfOthers
    Work.startOwn(account, 0)
    Mass.beginConnections(account, kind, header.sweepSession)
    if (!Mass.next()) header.phase = phaseIdle
  }

  static fire(): void {
    if (!Timers.isDue()) {
      header.agenda &= ~agendaTimers
      return
    }
    const timer = Timers.at(0)
    const kind = Timers.kind(timer)
    const owner = timer.owner
    Timers.stop(1)
    if (kind == timerOrder) Agenda.expire(changetype<Terms>(owner).order)
    else if (kind == timerAccount) DeadMan.fire(owner)
    else MarketStates.endAuction(owner)
  }

  /** An order's time is over. */
  static expire(slot: u32): void {
    const order = changetype<Order>(slot)
    Work.startOwn(order.account, order.market)
    Close.whole(slot, OrderStatus.expired, CloseReason.timeOver)
  }
}
