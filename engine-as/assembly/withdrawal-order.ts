// Withdrawals in the order of their ids. Their pool has none, but a place in use does not use its link.
import { header } from './header'
import { Withdrawal } from './withdrawals'

export class WithdrawalOrder {
  /** Links all that are reserved, lowest id first; returns the first, 0 where there is none. */
  static chain(): u32 {
    let first: u32 = 0
    let count: u32 = 0
    for (let at = header.withdrawals; at < header.withdrawalsEnd; ) {
      const one = changetype<Withdrawal>(at)
      if (one.id != 0) {
        one.next = first
        first = at
        count++
      }
      at += offsetof<Withdrawal>() as u32
    }
    return WithdrawalOrder.sort(first, count)
  }

  /** Sorts a chain of so many; returns its first. */
  static sort(first: u32, count: u32): u32 {
    if (count < 2) return first
    const half = count >> 1
    let last = first
    for (let i: u32 = 1; i < half; i++) last = changetype<Withdrawal>(last).next
    const other = changetype<Withdrawal>(last).next
    changetype<Withdrawal>(last).next = 0
    return WithdrawalOrder.merge(
      WithdrawalOrder.sort(first, half),
      WithdrawalOrder.sort(other, count - half),
    )
  }

  static merge(one: u32, other: u32): u32 {
    let first: u32 = 0
    let last: u32 = 0
    while ((one | other) != 0) {
      const isOne = other == 0 || (one != 0 && WithdrawalOrder.isBefore(one, other))
      const next = isOne ? one : other
      if (isOne) one = changetype<Withdrawal>(next).next
      else other = changetype<Withdrawal>(next).next
      if (last == 0) first = next
      else changetype<Withdrawal>(last).next = next
      last = next
    }
    return first
  }

  static isBefore(one: u32, other: u32): bool {
    return changetype<Withdrawal>(one).id < changetype<Withdrawal>(other).id
  }
}
