// Balances: what each account has of each asset, free or locked by its open orders.
//
//   behind the account, asset × 16 ─▶ ├ availableUnits i64 ─┼ lockedUnits i64 ─┤
import { Account, Accounts } from './accounts'
import { Assets } from './assets'
import { Emit } from './emit'
import { accountUserMin, Balance as BalanceEvent } from './generated/protocol'

@unmanaged
export class Balance {
  availableUnits: i64
  lockedUnits: i64
}

export class Balances {
  @inline
  static at(account: u32, asset: u32): Balance {
    return Balances.of(Accounts.at(account), asset)
  }

  @inline
  static of(owner: Account, asset: u32): Balance {
    const first = changetype<usize>(owner) + offsetof<Account>()
    return changetype<Balance>(first + ((asset as usize) << 4))
  }

  /** One leg of a posting; the legs of a command add up to zero in each asset. */
  @inline
  static post(account: u32, asset: u32, availableUnits: i64, lockedUnits: i64): void {
    const balance = Balances.at(account, asset)
    balance.availableUnits += availableUnits
    balance.lockedUnits += lockedUnits
    Assets.at(asset).drift += availableUnits + lockedUnits
    Balances.assertSound(balance, account)
  }

  @inline
  static assertSound(balance: Balance, account: u32): void {
    assert(balance.lockedUnits >= 0) // nothing is released twice
    assert(balance.availableUnits >= 0 || account < accountUserMin) // only the house may owe
  }

  @inline
  static has(account: u32, asset: u32, units: i64): bool {
    return Balances.at(account, asset).availableUnits >= units
  }

  @inline
  static lock(account: u32, asset: u32, units: i64): void {
    const balance = Balances.at(account, asset)
    balance.availableUnits -= units
    balance.lockedUnits += units
    Balances.assertSound(balance, account)
  }

  @inline
  static unlock(account: u32, asset: u32, units: i64): void {
    Balances.lock(account, asset, -units)
  }

  static emit(account: u32, asset: u32): void {
    Balances.emitNow(account, asset)
  }

  @inline
  static emitNow(account: u32, asset: u32): void {
    const owner = Accounts.at(account)
    const balance = Balances.of(owner, asset)
    const event = changetype<BalanceEvent>(Emit.event(BalanceEvent.KIND, BalanceEvent.SIZE))
    event.account = account
    event.asset = asset
    event.accountEvent = ++owner.eventNumber
    event.availableUnits = balance.availableUnits
    event.lockedUnits = balance.lockedUnits
  }
}
