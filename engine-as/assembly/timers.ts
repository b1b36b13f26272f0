// Timers: a heap by deadline, so that the earliest is always the first. Of one deadline first orders
// by their ids, then accounts, then markets: whoever is due has one place in the order of events.
//
//   ├ deadlineUs u64 ─┼ name u64: what kind, and which ─┼ place u32 ─┤     its owner knows its index
import { Accounts } from './accounts'
import { idMax } from './generated/protocol'
import { header } from './header'
import { Markets } from './markets'
import { Terms } from './terms'

@unmanaged
export class Timer {
  deadlineUs: u64
  /** kind << 60 | the order id, the account or the market */
  name: u64
  /** Address of the terms, or the number of the account or the market. */
  owner: u32
  reserved: u32
}

export const timerOrder: u32 = 0
export const timerAccount: u32 = 1
export const timerMarket: u32 = 2

const kindShift: u64 = 60

export class Timers {
  @inline
  static at(index: u32): Timer {
    return changetype<Timer>(header.timers + index * (offsetof<Timer>() as u32))
  }

  @inline
  static kind(timer: Timer): u32 {
    return (timer.name >> kindShift) as u32
  }

  /** Whether a timer has come. */
  @inline
  static isDue(): bool {
    return header.timersCount != 0 && Timers.at(0).deadlineUs <= header.timestampUs
  }

  /** The time that lies a while ahead, at most the greatest that is exact outside. */
  static after(durationUs: u64): u64 {
    return durationUs > idMax - header.timestampUs ? idMax : header.timestampUs + durationUs
  }

  /** Puts a timer in; its owner must have none. */
  static start(kind: u32, owner: u32, id: u64, deadlineUs: u64): void {
    const index = header.timersCount++
    const timer = Timers.at(index)
    timer.deadlineUs = deadlineUs
    timer.name = ((kind as u64) << kindShift) | id
    timer.owner = owner
    timer.reserved = 0
    Timers.rise(index)
  }

  /** Takes a timer out, by the place that its owner knows, from 1. */
  static stop(place: u32): void {
    const index = place - 1
    assert(index < header.timersCount) // its owner knows where it is
    Timers.tell(Timers.at(index), 0)
    const last = --header.timersCount
    if (index == last) return
    memory.copy(Timers.address(index), Timers.address(last), offsetof<Timer>())
    Timers.tell(Timers.at(index), index + 1)
    Timers.rise(index)
    Timers.sink(index)
  }

  @inline
  static address(index: u32): usize {
    return changetype<usize>(Timers.at(index))
  }

  @inline
  static isBefore(a: Timer, b: Timer): bool {
    return a.deadlineUs < b.deadlineUs || (a.deadlineUs == b.deadlineUs && a.name < b.name)
  }

  /** Tells an owner where its timer is, from 1; 0 = nowhere. */
  static tell(timer: Timer, place: u32): void {
    const kind = Timers.kind(timer)
    if (kind == timerOrder) changetype<Terms>(timer.owner).timer = place
    else if (kind == timerAccount) Accounts.details(timer.owner).deadManTimer = place
    else Markets.at(timer.owner).auctionTimer = place
  }

  /** An epoch has begun: every dead-man's timer starts again in full. */
  static restartAccounts(): void {
    for (let index: u32 = 0; index < header.timersCount; index++) {
      const timer = Timers.at(index)
      if (Timers.kind(timer) == timerAccount)
        timer.deadlineUs = Timers.after(Accounts.details(timer.owner).deadManTimeoutUs)
    }
    for (let index = header.timersCount >> 1; index > 0; index--) Timers.sink(index - 1)
  }

  static swap(a: u32, b: u32): void {
    const one = Timers.at(a)
    const other = Timers.at(b)
    const deadlineUs = one.deadlineUs
    const name = one.name
    const owner = one.owner
    one.deadlineUs = other.deadlineUs
    one.name = other.name
    one.owner = other.owner
    other.deadlineUs = deadlineUs
    other.name = name
    other.owner = owner
    Timers.tell(one, a + 1)
    Timers.tell(other, b + 1)
  }

  static rise(index: u32): void {
    let at = index
    while (at != 0) {
      const above = (at - 1) >> 1
      if (!Timers.isBefore(Timers.at(at), Timers.at(above))) break
      Timers.swap(at, above)
      at = above
    }
    Timers.tell(Timers.at(at), at + 1)
  }

  static sink(index: u32): void {
    let at = index
    while (true) {
      let least = at
      const left = (at << 1) + 1
      for (let child = left; child < left + 2 && child < header.timersCount; child++)
        if (Timers.isBefore(Timers.at(child), Timers.at(least))) least = child
      if (least == at) return
      Timers.swap(at, least)
      at = least
    }
  }
}
