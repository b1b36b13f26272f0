// Clearing markets: kill switches and delistings close every order of a market's books.

import { Accounts } from './accounts'
import { Book, Level, sidesPerMarket } from './book'
import { Budget } from './budget'
import { Close } from './close'
import { answerUnderWay, Emit } from './emit'
import {
  CloseReason,
  DelistMarket,
  KillScope,
  KillSwitch,
  MarketState,
  MarketStateReason,
  OrderStatus,
  Reject,
} from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { MarketStates } from './market-states'
import { Markets } from './markets'
import { allMarkets, Mass, massOfMarkets } from './mass'
import { Order, Orders, typeRatchet } from './orders'
import { accountNobody, phaseClear, Work } from './work'
import { workMass } from './work-flags'

export class Clear {
  static kill(command: KillSwitch): u32 {
    const scope = command.scope as u32
    if (scope > (KillScope.everything as u32)) return Reject.killScopeMustBeKnown
    if (scope == (KillScope.account as u32)) return Clear.killAccount(command.account)
    const isOne = scope == (KillScope.market as u32)
    if (isOne && !Markets.isListed(command.market)) return Reject.marketMustBeListed
    Clear.begin(isOne ? command.market : allMarkets, CloseReason.killSwitch)
    return Mass.next() ? answerUnderWay : Reject.none
  }

  static killAccount(account: u32): u32 {
    if (!Accounts.isUser(account)) return Reject.accountMustExist
    Accounts.setFrozen(account, 1)
    Work.start(account, 0)
    Mass.begin(account, allMarkets, CloseReason.killSwitch)
    return Mass.next() ? answerUnderWay : Reject.none
  }

  static delist(command: DelistMarket): u32 {
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    if (Markets.at(command.market).state == (MarketState.delisted as u32))
      return Reject.marketStateMustFollow
    Clear.begin(command.market, CloseReason.marketDelisted)
    return Mass.next() ? answerUnderWay : Reject.none
  }

  static begin(market: u32, reason: CloseReason): void {
    Work.start(accountNobody, 0)
    header.workFlags = workMass
    header.massKind = massOfMarkets
    header.massMarket = market
    header.massReason = reason
    header.workMarket = 0
    header.massNext = market == allMarkets ? 0 : market
  }

  /** Begins the turn of the next market; false = there is none. */
  static next(): bool {
    const end = header.massMarket == allMarkets ? header.marketsListed : header.massMarket + 1
    while (header.massNext < end) {
      const market = header.massNext++
      if (Markets.at(market).state == (MarketState.delisted as u32)) continue
      Work.start(accountNobody, market)
      header.workFlags = workMass
      header.phase = phaseClear
      Clear.close(market)
      return true
    }
    return false
  }

  static close(market: u32): void {
    const isDelisted = header.massReason == (CloseReason.marketDelisted as u32)
    const state = isDelisted ? MarketState.delisted : MarketState.halted
    const reason = isDelisted ? MarketStateReason.command : MarketStateReason.killSwitch
    MarketStates.enter(market, state, reason, 0)
  }

  /** Closes order by order; false = output full or budget spent. */
  static advance(): bool {
    for (let side: u32 = 0; side < sidesPerMarket; side++) {
      const book = Book.side(header.workMarket, side)
      while (book.bestLevel != 0) {
        if (Emit.isFull() || !Budget.spend()) return false
        Clear.one(changetype<Level>(book.bestLevel).head)
      }
    }
    return true
  }

  static one(head: u32): void {
    const isRatchet = Orders.type(head) == typeRatchet
    const slot = isRatchet ? (changetype<Order>(head).orderId as u32) : head
    const order = changetype<Order>(slot)
    const before = Held.total(order)
    header.outcomeResult += Close.whole(slot, OrderStatus.cancelled, header.massReason)
    if (Held.total(order) != before) Held.tell(order)
  }
}
