// Money that comes, goes or changes hands at once. The other leg of what comes from outside is the
// account of the outside world, of a correction the house's account of adjustments.
import { Accounts } from './accounts'
import { Assets } from './assets'
import { Balances } from './balances'
import { ClientId, ClientIds, kindMoney } from './client-ids'
import { answerRepeated, Emit } from './emit'
import {
  Adjust,
  Adjusted,
  accountAdjustments,
  accountExternal,
  Deposit,
  Deposited,
  Reject,
  Transfer,
  Transferred,
} from './generated/protocol'
import { header } from './header'
import { Text } from './text'

/** Of an asset's switches. */
export const switchDeposits: u8 = 1
export const switchWithdrawals: u8 = 2

/** The commands about money begin alike, as a Deposit does. */
export class Money {
  static deposit(command: Deposit): u32 {
    const reject = Money.admit(command)
    if (reject != Reject.none) return reject
    const known = Money.known(command)
    if (known != 0 && Money.isSameBody(command, known)) return Money.repeat(known)
    return Money.depositNew(command, known)
  }

  static depositNew(command: Deposit, known: u32): u32 {
    const units = command.amountUnits
    if (units <= 0) return Reject.amountMustBePositive
    const reject = Money.checkKey(command, known)
    if (reject != Reject.none) return reject
    if ((Assets.at(command.asset).switches & switchDeposits) == 0)
      return Reject.assetMustTakeDeposits
    if (!Money.fitsSupply(accountExternal, command.asset, units)) return Reject.supplyMustFit
    if (ClientIds.isExhausted()) return Reject.clientOrderIdsExhausted
    Money.remember(command, 0, 0)
    Money.move(command.account, accountExternal, command.asset, units)
    Money.emit(command, Deposited.KIND, Deposited.SIZE)
    Balances.emit(command.account, command.asset)
    Balances.emit(accountExternal, command.asset)
    return 0
  }

  static transfer(command: Transfer): u32 {
    const common = changetype<Deposit>(command)
    const reject = Money.admit(common)
    if (reject != Reject.none) return reject
    if (!Accounts.isUser(command.toAccount)) return Reject.accountMustExist
    const known = Money.known(common)
    if (known != 0 && Money.isSameBody(common, known)) {
      if (changetype<ClientId>(known).priceTicks == command.toAccount) return Money.repeat(known)
    }
    return Money.transferNew(command, common, known)
  }

  static transferNew(command: Transfer, common: Deposit, known: u32): u32 {
    if (Accounts.at(command.account).frozen != 0) return Reject.accountMustNotBeFrozen
    if (command.amountUnits <= 0) return Reject.amountMustBePositive
    const reject = Money.checkKey(common, known)
    if (reject != Reject.none) return reject
    if (command.toAccount == command.account) return Reject.accountsMustDiffer
    if (ClientIds.isExhausted()) return Reject.clientOrderIdsExhausted
    if (!Balances.has(command.account, command.asset, command.amountUnits))
      return Reject.balanceMustSuffice
    Money.remember(common, command.toAccount, 0)
    Money.move(command.toAccount, command.account, command.asset, command.amountUnits)
    const at = Money.emit(common, Transferred.KIND, Transferred.SIZE)
    const event = changetype<Transferred>(at)
    event.toAccount = command.toAccount
    event.reserved4 = 0
    event.toAccountEvent = Accounts.nextEvent(command.toAccount)
    Balances.emit(command.account, command.asset)
    Balances.emit(command.toAccount, command.asset)
    return 0
  }

  static adjust(command: Adjust): u32 {
    const common = changetype<Deposit>(command)
    const reject = Money.admit(common)
    if (reject != Reject.none) return reject
    const known = Money.known(common)
    if (known != 0 && Money.isSameBody(common, known)) return Money.repeat(known)
    return Money.adjustNew(command, common, known)
  }

  static adjustNew(command: Adjust, common: Deposit, known: u32): u32 {
    const units = command.amountUnits
    if (units == 0) return Reject.amountMustBePositive
    const reject = Money.checkKey(common, known)
    if (reject != Reject.none) return reject
    const reason = changetype<usize>(command) + offsetof<Adjust>('reason0')
    if (!Text.isSet(reason)) return Reject.reasonMustBeSet
    if (!Money.fitsSupply(accountAdjustments, command.asset, units)) return Reject.supplyMustFit
    if (ClientIds.isExhausted()) return Reject.clientOrderIdsExhausted
    if (!Balances.has(command.account, command.asset, -units)) return Reject.balanceMustSuffice
    Money.remember(common, 0, 0)
    Money.move(command.account, accountAdjustments, command.asset, units)
    const at = Money.emit(common, Adjusted.KIND, Adjusted.SIZE)
    Text.copy(at + offsetof<Adjusted>('reason0'), reason)
    changetype<Adjusted>(at).reserved4 = 0
    Balances.emit(command.account, command.asset)
    Balances.emit(accountAdjustments, command.asset)
    return 0
  }

  /** What is asked first of every command about money. */
  static admit(command: Deposit): Reject {
    if (!Assets.isListed(command.asset)) return Reject.assetMustBeListed
    return Accounts.isUser(command.account) ? Reject.none : Reject.accountMustExist
  }

  @inline
  static text(command: Deposit): usize {
    return changetype<usize>(command) + offsetof<Deposit>('idempotencyKey0')
  }

  static known(command: Deposit): u32 {
    const text = Money.text(command)
    return Text.isSet(text) ? ClientIds.find(command.account, kindMoney, text) : 0
  }

  static checkKey(command: Deposit, known: u32): Reject {
    if (!Text.isSet(Money.text(command))) return Reject.idempotencyKeyMustBeSet
    return known == 0 ? Reject.none : Reject.idempotencyKeyMustBeUnique
  }

  /**
   * Whether a house account can give this much more (or take it, below zero): what both have given
   * stays within an i64, so every balance does, and so does what each of them owes.
   */
  static fitsSupply(house: u32, asset: u32, units: i64): bool {
    const own = Balances.at(house, asset).availableUnits
    if (units < 0) return units != i64.MIN_VALUE && own <= i64.MAX_VALUE + units
    const outside = Balances.at(accountExternal, asset).availableUnits
    const given = -outside - Balances.at(accountAdjustments, asset).availableUnits
    return units <= i64.MAX_VALUE - given && own >= units - i64.MAX_VALUE
  }

  static isSameBody(command: Deposit, known: u32): bool {
    const entry = changetype<ClientId>(known)
    return (
      entry.type == command.kind &&
      entry.market == command.asset &&
      entry.quantityLots == (command.amountUnits as u64)
    )
  }

  static repeat(known: u32): u32 {
    header.outcomeResult = changetype<ClientId>(known).orderId
    return answerRepeated
  }

  /** @param id what the outcome told, for a retry */
  static remember(command: Deposit, toAccount: u32, id: u64): void {
    const at = ClientIds.add(command.account, kindMoney, Money.text(command))
    const entry = changetype<ClientId>(at)
    entry.side = 0
    entry.type = command.kind
    entry.status = 0
    entry.market = command.asset
    entry.priceTicks = toAccount
    entry.order = 0
    entry.quantityLots = command.amountUnits as u64
    entry.orderId = id
    entry.executedLots = 0
    entry.executedQuoteUnits = 0
    entry.createdUs = header.timestampUs
    entry.body = 0
    ClientIds.finish(at)
  }

  static move(to: u32, from: u32, asset: u32, units: i64): void {
    Balances.post(to, asset, units, 0)
    Balances.post(from, asset, -units, 0)
  }

  /** Writes what all events about money have in common. */
  static emit(command: Deposit, kind: u8, sizeBytes: u32): usize {
    const at = Emit.event(kind, sizeBytes)
    const event = changetype<Deposited>(at)
    event.account = command.account
    event.asset = command.asset
    event.accountEvent = Accounts.nextEvent(command.account)
    event.amountUnits = command.amountUnits
    Text.copy(at + offsetof<Deposited>('idempotencyKey0'), Money.text(command))
    event.reserved40 = 0
    return at
  }
}
