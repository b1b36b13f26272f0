// The dead-man's switch: all orders of an account end unless its owner says again in time that he lives.
import { Accounts } from './accounts'
import { Emit } from './emit'
import { CloseReason, DeadManSet, Reject, SetDeadMan } from './generated/protocol'
import { header } from './header'
import { allMarkets, Mass } from './mass'
import { Timers, timerAccount } from './timers'
import { Work } from './work'

export class DeadMan {
  static set(command: SetDeadMan): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const timeoutUs = command.timeoutUs
    const deadlineUs = timeoutUs == 0 ? 0 : Timers.after(timeoutUs)
    const account = Accounts.details(command.account)
    if (account.deadManTimer != 0) Timers.stop(account.deadManTimer)
    account.deadManTimeoutUs = timeoutUs
    if (timeoutUs != 0) Timers.start(timerAccount, command.account, command.account, deadlineUs)
    DeadMan.emit(command.account, timeoutUs, deadlineUs)
    header.outcomeResult = command.account as u64
    return 0
  }

  /** Nobody has spoken in time. */
  static fire(account: u32): void {
    Accounts.details(account).deadManTimeoutUs = 0
    Work.startOwn(account, 0)
    DeadMan.emit(account, 0, 0)
    Mass.begin(account, allMarkets, CloseReason.deadMan)
    Mass.next()
  }

  static emit(account: u32, timeoutUs: u64, deadlineUs: u64): void {
    const event = changetype<DeadManSet>(Emit.event(DeadManSet.KIND, DeadManSet.SIZE))
    event.account = account
    event.reserved4 = 0
    event.accountEvent = Accounts.nextEvent(account)
    event.timeoutUs = timeoutUs
    event.deadlineUs = deadlineUs
  }
}
