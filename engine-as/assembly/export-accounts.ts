// What is exported of accounts: balances, finished ids, and what is reserved to leave.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { ClientId } from './client-ids'
import { StateAccount, StateBalance, StateFinishedId, StateWithdrawal } from './generated/protocol'
import { header } from './header'
import { stateCursor, stateRecord } from './state-cursor'
import { Timers } from './timers'
import { WithdrawalOrder } from './withdrawal-order'
import { Withdrawal } from './withdrawals'

/** Of an entry, in the record and in the pool. */
export const clientIdBytes: u32 = offsetof<ClientId>('order') as u32
/** Of a withdrawal, in the record and in the pool. */
export const withdrawalBytes: u32 = offsetof<Withdrawal>('next') as u32

export class ExportAccounts {
  static account(): bool {
    if (stateCursor.index >= header.accountsEnd) return false
    const number = stateCursor.index++
    const account = Accounts.at(number)
    const details = Accounts.details(number)
    const record = changetype<StateAccount>(stateRecord(StateAccount.KIND, StateAccount.SIZE))
    record.isFrozen = account.frozen as u8
    record.account = number
    record.uuid0 = details.uuid0
    record.uuid1 = details.uuid1
    record.eventNumber = account.eventNumber
    record.tier = account.tier
    record.tradeGroup = account.tradeGroup
    record.deadManTimeoutUs = details.deadManTimeoutUs
    if (details.deadManTimer != 0)
      record.deadManDeadlineUs = Timers.at(details.deadManTimer - 1).deadlineUs
    return true
  }

  static balance(): bool {
    for (; stateCursor.index < header.accountsEnd; stateCursor.index++) {
      while (stateCursor.at < header.assetsListed) {
        const asset = stateCursor.at++
        const balance = Balances.at(stateCursor.index, asset)
        if ((balance.availableUnits | balance.lockedUnits) == 0) continue
        const record = changetype<StateBalance>(stateRecord(StateBalance.KIND, StateBalance.SIZE))
        record.account = stateCursor.index
        record.asset = asset
        record.availableUnits = balance.availableUnits
        record.lockedUnits = balance.lockedUnits
        return true
      }
      stateCursor.at = 0
    }
    return false
  }

  static finishedId(): bool {
    const before = stateCursor.at
    const entry = before == 0 ? header.finishedOldest : changetype<ClientId>(before).newer
    if (entry == 0) return false
    stateCursor.at = entry
    const at = stateRecord(StateFinishedId.KIND, StateFinishedId.SIZE)
    memory.copy(at + offsetof<StateFinishedId>('text0'), entry, clientIdBytes)
    return true
  }

  /** Their pool is in no order, but their chain is. */
  static withdrawal(): bool {
    if (stateCursor.index++ == 0) stateCursor.at = WithdrawalOrder.chain()
    else stateCursor.at = changetype<Withdrawal>(stateCursor.at).next
    if (stateCursor.at == 0) return false
    const at = stateRecord(StateWithdrawal.KIND, StateWithdrawal.SIZE)
    memory.copy(at + offsetof<StateWithdrawal>('withdrawalId'), stateCursor.at, withdrawalBytes)
    return true
  }
}
