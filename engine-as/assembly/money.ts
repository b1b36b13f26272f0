// Deposits and withdrawals: the other leg is the account of the outside world.
import { Accounts } from './accounts'
import { Assets } from './assets'
import { Balances } from './balances'
import { ClientId, ClientIds, kindMoney } from './client-ids'
import { answerRepeated, Emit } from './emit'
import { accountExternal, Deposit, Deposited, Reject, Withdrawn } from './generated/protocol'
import { header } from './header'
import { Text } from './text'

/** A Deposit and a Withdraw have the same fields. */
export class Money {
  static move(command: Deposit): u32 {
    if (!Assets.isListed(command.asset)) return Reject.assetMustBeListed
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const text = changetype<usize>(command) + offsetof<Deposit>('idempotencyKey0')
    const named = Text.isSet(text)
    const known = named ? ClientIds.find(command.account, kindMoney, text) : 0
    if (known != 0 && Money.isSameBody(command, changetype<ClientId>(known))) return answerRepeated
    const reject = Money.check(command, named, known)
    if (reject != Reject.none) return reject
    Money.remember(command, text)
    const isDeposit = command.kind == Deposit.KIND
    const units = isDeposit ? command.amountUnits : -command.amountUnits
    Balances.post(command.account, command.asset, units, 0)
    Balances.post(accountExternal, command.asset, -units, 0)
    Money.emit(command, text, isDeposit ? Deposited.KIND : Withdrawn.KIND)
    Balances.emit(command.account, command.asset)
    Balances.emit(accountExternal, command.asset)
    return 0
  }

  static check(command: Deposit, named: bool, known: u32): Reject {
    const isDeposit = command.kind == Deposit.KIND
    if (!isDeposit && Accounts.at(command.account).frozen != 0) return Reject.accountMustNotBeFrozen
    if (command.amountUnits <= 0) return Reject.amountMustBePositive
    if (!named) return Reject.idempotencyKeyMustBeSet
    if (known != 0) return Reject.idempotencyKeyMustBeUnique
    if (isDeposit && !Money.fitsSupply(command.asset, command.amountUnits))
      return Reject.supplyMustFit
    if (ClientIds.isExhausted()) return Reject.clientOrderIdsExhausted
    if (!isDeposit && !Balances.has(command.account, command.asset, command.amountUnits))
      return Reject.balanceMustSuffice
    return Reject.none
  }

  /** What the outside world has given of an asset stays within an i64, so every balance does. */
  static fitsSupply(asset: u32, units: i64): bool {
    const given = -Balances.at(accountExternal, asset).availableUnits
    return units <= i64.MAX_VALUE - given
  }

  static isSameBody(command: Deposit, entry: ClientId): bool {
    return (
      entry.type == command.kind &&
      entry.market == command.asset &&
      entry.quantityLots == (command.amountUnits as u64)
    )
  }

  static remember(command: Deposit, text: usize): void {
    const at = ClientIds.add(command.account, kindMoney, text)
    const entry = changetype<ClientId>(at)
    entry.side = 0
    entry.type = command.kind
    entry.status = 0
    entry.market = command.asset
    entry.priceTicks = 0
    entry.order = 0
    entry.quantityLots = command.amountUnits as u64
    entry.orderId = 0
    entry.executedLots = 0
    entry.executedQuoteUnits = 0
    entry.createdUs = header.timestampUs
    ClientIds.finish(at)
  }

  static emit(command: Deposit, text: usize, kind: u8): void {
    const at = Emit.event(kind, Deposited.SIZE)
    const event = changetype<Deposited>(at)
    event.account = command.account
    event.asset = command.asset
    event.accountEvent = Accounts.nextEvent(command.account)
    event.amountUnits = command.amountUnits
    Text.copy(at + offsetof<Deposited>('idempotencyKey0'), text)
    event.reserved40 = 0
  }
}
