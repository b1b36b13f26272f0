// Invariants of special orders: their terms, triggers, lists and timers.
import { Accounts } from './accounts'
import { Book, BookSide } from './book'
import {
  brokenOrderList,
  brokenPool,
  brokenTerms,
  brokenTimer,
  brokenTrigger,
  Check,
} from './check'
import { header } from './header'
import { Lists, legsMax, OrderList } from './lists'
import { Markets } from './markets'
import { Order, Orders, typeRatchet } from './orders'
import { placeBook, placeTrigger, Terms, TermsPool } from './terms'
import { Timers, timerAccount, timerOrder } from './timers'
import { Triggers } from './triggers'

const termsBytes: u32 = offsetof<Terms>() as u32
const listBytes: u32 = offsetof<OrderList>() as u32

export class CheckTerms {
  static run(): void {
    let used: u32 = 0
    let waiting: u32 = 0
    for (let at = header.terms; at < header.termsEnd; at += termsBytes) {
      const terms = changetype<Terms>(at)
      if (terms.order == 0) continue
      used++
      if ((terms.place as u32) == placeTrigger) waiting++
      CheckTerms.one(terms)
    }
    Check.that(used == header.termsUsed, brokenPool, header.termsUsed)
    Check.that(waiting == header.conditionalsUsed, brokenTrigger, waiting)
    CheckTerms.lists()
    CheckTerms.timers()
  }

  static one(terms: Terms): void {
    const slot = terms.order
    const at = changetype<usize>(terms) as u32
    Check.that(Orders.hasTerms(slot), brokenTerms, slot)
    Check.that(Orders.links(slot).terms == at, brokenTerms, slot)
    const isHidden = terms.hiddenLots != 0
    Check.that(!isHidden || (terms.place as u32) == placeBook, brokenTerms, slot)
    const level = changetype<Order>(slot).level
    const stands = (terms.place as u32) == placeBook || (terms.place as u32) == placeTrigger
    Check.that(!stands || level != 0, brokenTrigger, slot)
    if (terms.list != 0) Check.that(CheckTerms.isLeg(terms.list, slot), brokenOrderList, slot)
    const isTimed = terms.expiresUs != 0 && terms.expiresUs > header.timestampUs
    if (isTimed) Check.that(terms.timer != 0, brokenTimer, slot)
    if (terms.timer != 0) CheckTerms.owns(terms.timer, at)
  }

  static isLeg(list: u32, slot: u32): bool {
    for (let index: u32 = 0; index < legsMax; index++)
      if (Lists.leg(list, index) == slot) return true
    return false
  }

  static owns(place: u32, owner: u32): void {
    Check.that(place <= header.timersCount, brokenTimer, owner)
    Check.that(Timers.at(place - 1).owner == owner, brokenTimer, owner)
  }

  /** An entry of a book of triggers: a waiting order, or the trigger of an anchor. */
  static trigger(side: BookSide, key: u32, level: u32, slot: u32): void {
    const order = changetype<Order>(slot)
    const price = Book.priceOf(side, key)
    Check.that(order.level == level, brokenTrigger, slot)
    Check.that((order.market as u32) == side.market, brokenTrigger, slot)
    const isRatchet = Orders.type(slot) == typeRatchet
    const main = isRatchet ? (order.orderId as u32) : slot
    const terms = TermsPool.of(main)
    const isAbove = Triggers.isOrderAbove(main) != isRatchet
    Check.that(Triggers.book(side.market, isAbove) == side, brokenTrigger, slot)
    Check.that((terms.place as u32) == placeTrigger, brokenTrigger, slot)
    if (!isRatchet) {
      Check.that(terms.stopPriceTicks == price, brokenTrigger, slot)
    } else {
      const due = Triggers.ratchetPrice(side.market, !isAbove, terms.anchorTicks)
      Check.that(terms.ratchet == slot && due == price, brokenTrigger, slot)
    }
  }

  /** Whether an order with terms may stand in no book. */
  static mayBeInNoBook(slot: u32): bool {
    const place = TermsPool.of(slot).place as u32
    return place != placeBook && place != placeTrigger
  }

  /** Orders, and triggers of anchors, that are open and in no book. */
  static inNoBook(): u32 {
    let count: u32 = 0
    for (let at = header.terms; at < header.termsEnd; at += termsBytes) {
      const terms = changetype<Terms>(at)
      if (terms.order == 0) continue
      if (CheckTerms.mayBeInNoBook(terms.order)) count++
      if (terms.ratchet == 0) continue
      const stands =
        (terms.place as u32) == placeTrigger && changetype<Order>(terms.ratchet).level != 0
      if (!stands) count++
    }
    return count
  }

  static ratchets(): u32 {
    let count: u32 = 0
    for (let at = header.terms; at < header.termsEnd; at += termsBytes) {
      const terms = changetype<Terms>(at)
      if (terms.order != 0 && terms.ratchet != 0) count++
    }
    return count
  }

  static lists(): void {
    let used: u32 = 0
    for (let list = header.lists; list < header.listsEnd; list += listBytes) {
      const one = changetype<OrderList>(list)
      if (one.listId == 0) continue
      used++
      for (let index: u32 = 0; index < legsMax; index++) {
        const leg = Lists.leg(list, index)
        if (leg == 0) continue
        Check.that(Orders.hasTerms(leg) && TermsPool.of(leg).list == list, brokenOrderList, list)
        Check.that(changetype<Order>(leg).account == one.account, brokenOrderList, list)
      }
    }
    Check.that(used == header.listsUsed, brokenPool, header.listsUsed)
  }

  static timers(): void {
    for (let index: u32 = 0; index < header.timersCount; index++) {
      const timer = Timers.at(index)
      const kind = Timers.kind(timer)
      let place: u32 = 0
      if (kind == timerOrder) place = changetype<Terms>(timer.owner).timer
      else if (kind == timerAccount) place = Accounts.details(timer.owner).deadManTimer
      else place = Markets.at(timer.owner).auctionTimer
      Check.that(place == index + 1, brokenTimer, index)
      if (index == 0) continue
      const above = Timers.at((index - 1) >> 1)
      Check.that(!Timers.isBefore(timer, above), brokenTimer, index)
    }
  }
}
