// Withdrawals: what is reserved is locked until it is said that it left, or that it stays.
import { Accounts } from './accounts'
import { Asset, Assets } from './assets'
import { Balances } from './balances'
import { ClientIds } from './client-ids'
import { Emit } from './emit'
import {
  accountExternal,
  accountFees,
  Deposit,
  Reject,
  ReserveWithdrawal,
  SettleWithdrawal,
  WithdrawalReleased,
  WithdrawalReserved,
  WithdrawalSettled,
  Withdrawn,
} from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import { Money, switchWithdrawals } from './money'
import { Text } from './text'

/** Reserved, and not yet settled or released. */
@unmanaged
export class Withdrawal {
  /** 0 while free. */
  id: u64
  amountUnits: i64
  feeUnits: i64
  account: u32
  asset: u32
  text0: u64
  text1: u64
  text2: u64
  text3: u64
  text4: u32
  /** Of the pool. */
  next: u32
}

export class Withdrawals {
  /** A ReserveWithdrawal, or a Withdraw, which is reserved and settled in one. */
  static request(command: Deposit): u32 {
    let reject = Money.admit(command)
    if (reject != Reject.none) return reject
    const known = Money.known(command)
    if (known != 0 && Money.isSameBody(command, known)) return Money.repeat(known)
    reject = Withdrawals.check(command, known)
    if (reject != Reject.none) return reject
    const id = Ids.ofShard(++header.withdrawalsNumbered)
    header.outcomeResult = id
    Money.remember(command, 0, id)
    if (command.kind == ReserveWithdrawal.KIND) Withdrawals.reserve(command, id)
    else Withdrawals.pay(command, id)
    return 0
  }

  static check(command: Deposit, known: u32): Reject {
    const asset = Assets.at(command.asset)
    const units = command.amountUnits
    if (Accounts.at(command.account).frozen != 0) return Reject.accountMustNotBeFrozen
    if (units <= 0) return Reject.amountMustBePositive
    const reject = Money.checkKey(command, known)
    if (reject != Reject.none) return reject
    if ((asset.switches & switchWithdrawals) == 0) return Reject.assetMustAllowWithdrawals
    if (units < asset.withdrawalMinUnits || units <= asset.withdrawalFeeUnits)
      return Reject.withdrawalMustReachMinimum
    if (asset.withdrawalMaxUnits != 0 && units > asset.withdrawalMaxUnits)
      return Reject.withdrawalMustNotExceedMaximum
    if (command.kind == ReserveWithdrawal.KIND && header.withdrawalsUsed >= header.withdrawalsMax)
      return Reject.withdrawalsExhausted
    if (ClientIds.isExhausted()) return Reject.clientOrderIdsExhausted
    if (!Balances.has(command.account, command.asset, units)) return Reject.balanceMustSuffice
    return Reject.none
  }

  @inline
  static fee(asset: Asset): i64 {
    return max<i64>(0, asset.withdrawalFeeUnits)
  }

  static reserve(command: Deposit, id: u64): void {
    const one = Withdrawals.give()
    const text = changetype<usize>(one) + offsetof<Withdrawal>('text0')
    one.id = id
    one.amountUnits = command.amountUnits
    one.feeUnits = Withdrawals.fee(Assets.at(command.asset))
    one.account = command.account
    one.asset = command.asset
    Text.copy(text, Money.text(command))
    Balances.lock(command.account, command.asset, command.amountUnits)
    Accounts.details(command.account).withdrawalsOpen++
    Withdrawals.emit(WithdrawalReserved.KIND, one)
    Balances.emit(command.account, command.asset)
  }

  @inline
  static give(): Withdrawal {
    let at = header.withdrawalsFree
    if (at != 0) {
      header.withdrawalsFree = changetype<Withdrawal>(at).next
    } else {
      at = header.withdrawalsEnd
      header.withdrawalsEnd += offsetof<Withdrawal>() as u32
      assert(header.withdrawalsEnd <= header.timers) // the limit was checked before
    }
    header.withdrawalsUsed++
    return changetype<Withdrawal>(at)
  }

  static release(one: Withdrawal): void {
    Accounts.details(one.account).withdrawalsOpen--
    one.id = 0
    one.next = header.withdrawalsFree
    header.withdrawalsFree = changetype<usize>(one) as u32
    header.withdrawalsUsed--
  }

  /** Without a stop between: the money leaves at once. */
  static pay(command: Deposit, id: u64): void {
    const feeUnits = Withdrawals.fee(Assets.at(command.asset))
    Balances.post(command.account, command.asset, -command.amountUnits, 0)
    Withdrawals.payOut(command.asset, command.amountUnits, feeUnits)
    const at = Money.emit(command, Withdrawn.KIND, Withdrawn.SIZE)
    changetype<Withdrawn>(at).withdrawalId = id
    changetype<Withdrawn>(at).feeUnits = feeUnits
    Withdrawals.tellBalances(command.account, command.asset, feeUnits)
  }

  /** The other legs of money that leaves. */
  static payOut(asset: u32, amountUnits: i64, feeUnits: i64): void {
    Balances.post(accountExternal, asset, amountUnits - feeUnits, 0)
    if (feeUnits != 0) Balances.post(accountFees, asset, feeUnits, 0)
  }

  static tellBalances(account: u32, asset: u32, feeUnits: i64): void {
    Balances.emit(account, asset)
    Balances.emit(accountExternal, asset)
    if (feeUnits != 0) Balances.emit(accountFees, asset)
  }

  /** A SettleWithdrawal or a ReleaseWithdrawal. */
  static end(command: SettleWithdrawal): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const at = Withdrawals.find(command.account, command.withdrawalId)
    if (at == 0) return Reject.withdrawalMustBeReserved
    const one = changetype<Withdrawal>(at)
    header.outcomeResult = one.id
    if (command.kind == SettleWithdrawal.KIND) Withdrawals.settle(one)
    else Withdrawals.giveBack(one)
    Withdrawals.release(one)
    return 0
  }

  static settle(one: Withdrawal): void {
    Balances.post(one.account, one.asset, 0, -one.amountUnits)
    Withdrawals.payOut(one.asset, one.amountUnits, one.feeUnits)
    Withdrawals.emit(WithdrawalSettled.KIND, one)
    Withdrawals.tellBalances(one.account, one.asset, one.feeUnits)
  }

  static giveBack(one: Withdrawal): void {
    Balances.unlock(one.account, one.asset, one.amountUnits)
    Withdrawals.emit(WithdrawalReleased.KIND, one)
    Balances.emit(one.account, one.asset)
  }

  /** Address, 0 when the account has no such withdrawal. */
  static find(account: u32, id: u64): u32 {
    if (id == 0) return 0
    for (
      let at = header.withdrawals;
      at < header.withdrawalsEnd;
      at += offsetof<Withdrawal>() as u32
    ) {
      const one = changetype<Withdrawal>(at)
      if (one.id == id) return one.account == account ? at : 0
    }
    return 0
  }

  static emit(kind: u8, one: Withdrawal): void {
    const at = Emit.event(kind, WithdrawalReserved.SIZE)
    const event = changetype<WithdrawalReserved>(at)
    event.account = one.account
    event.asset = one.asset
    event.accountEvent = Accounts.nextEvent(one.account)
    event.amountUnits = one.amountUnits
    const text = changetype<usize>(one) + offsetof<Withdrawal>('text0')
    Text.copy(at + offsetof<WithdrawalReserved>('idempotencyKey0'), text)
    event.reserved40 = 0
    event.withdrawalId = one.id
    event.feeUnits = one.feeUnits
  }
}
