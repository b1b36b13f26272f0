// Mass cancels: all open orders of an account that the filters leave, one turn a market. Kill switches
// over several markets go on from market to market in the same way.
import { Accounts } from './accounts'
import { Budget } from './budget'
import { Clear } from './clear'
import { Close } from './close'
import { answerUnderWay, Emit } from './emit'
import { CancelAllOrders, CloseReason, OrderStatus, Reject, Side } from './generated/protocol'
import { header } from './header'
import { Lists, OrderList } from './lists'
import { Markets } from './markets'
import { Order, Orders } from './orders'
import { TermsPool } from './terms'
import { phaseMass, Work } from './work'
import { workMass, workOwn } from './work-flags'

/** In the place of a market: all of them. */
export const allMarkets: u32 = 0xffffffff

/** What goes on from market to market. */
export const massOfAccount: u32 = 0
export const massOfMarkets: u32 = 1
/** Of an account: orders with a connection of any other session. */
export const massOfOthers: u32 = 2
/** Of an account: orders with a connection of this session. */
export const massOfSession: u32 = 3

const sidesBuys: u32 = 1

export class Mass {
  static command(command: CancelAllOrders): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const isOne = command.allMarkets == 0
    if (isOne && !Markets.isListed(command.market)) return Reject.marketMustBeListed
    const isEnd = command.reason == (CloseReason.connectionEnded as u8)
    const reason = isEnd ? CloseReason.connectionEnded : CloseReason.cancelledByOwner
    Work.start(command.account, 0)
    Mass.begin(command.account, isOne ? command.market : allMarkets, reason)
    header.massSides = command.sides
    header.massConnection = command.connection
    header.massConnectionSession = command.connectionSession
    header.massListId = command.listId
    return Mass.next() ? answerUnderWay : Reject.none
  }

  /** All orders of an account; the caller starts the turn, and then calls `next`. */
  static begin(account: u32, market: u32, reason: CloseReason): void {
    header.workAccount = account
    header.workFlags |= workMass
    header.massKind = massOfAccount
    header.massMarket = market
    header.massReason = reason
    header.massSides = 0
    header.massConnection = 0
    header.massConnectionSession = 0
    header.massListId = 0
  }

  /** The same of those with a connection of this session, or of all others, as the kind says. */
  static beginConnections(account: u32, kind: u32, session: u32): void {
    Mass.begin(account, allMarkets, CloseReason.connectionEnded)
    header.massKind = kind
    header.massConnectionSession = session
  }

  /** Begins the turn of the next market; false = there is none. */
  static next(): bool {
    if (header.massKind == massOfMarkets) return Clear.next()
    let slot = Accounts.at(header.workAccount).ordersOldest
    while (slot != 0 && !Mass.matches(slot)) {
      slot = changetype<Order>(slot).accountNext
      Budget.take()
    }
    if (slot == 0) return false
    const flags = header.workFlags & (workOwn | workMass)
    Work.start(header.workAccount, changetype<Order>(slot).market)
    header.workFlags = flags
    header.workOrder = slot
    header.phase = phaseMass
    return true
  }

  static matches(slot: u32): bool {
    const order = changetype<Order>(slot)
    if (header.massMarket != allMarkets && (order.market as u32) != header.massMarket) return false
    const sides = header.massSides
    if (sides != 0 && (sides == sidesBuys) != ((order.side as u32) == (Side.buy as u32)))
      return false
    if (header.massKind == massOfAccount && header.massConnection == 0 && header.massListId == 0)
      return true
    return Orders.hasTerms(slot) && Mass.matchesTerms(slot)
  }

  static matchesTerms(slot: u32): bool {
    const terms = TermsPool.of(slot)
    if (header.massKind != massOfAccount) {
      const isOfSession = terms.connectionSession == header.massConnectionSession
      return terms.connection != 0 && isOfSession == (header.massKind == massOfSession)
    }
    if (header.massConnection != 0) {
      if (terms.connection != header.massConnection) return false
      if (terms.connectionSession != header.massConnectionSession) return false
    }
    if (header.massListId == 0) return true
    return terms.list != 0 && changetype<OrderList>(terms.list).listId == header.massListId
  }

  /** Walks the account's list, oldest first; false = output full or budget spent. */
  static advance(): bool {
    while (header.workOrder != 0) {
      if (Emit.isFull() || !Budget.spend()) return false
      const slot = header.workOrder
      const isOfTurn = (changetype<Order>(slot).market as u32) == header.workMarket
      if (!isOfTurn || !Mass.matches(slot)) {
        header.workOrder = changetype<Order>(slot).accountNext
        continue
      }
      header.workOrder = Mass.after(slot)
      header.outcomeResult += Close.whole(slot, OrderStatus.cancelled, header.massReason)
    }
    return true
  }

  /** The next order that does not end with this one. */
  static after(slot: u32): u32 {
    const list = Orders.hasTerms(slot) ? Lists.of(slot) : 0
    let next = changetype<Order>(slot).accountNext
    while (list != 0 && next != 0 && Orders.hasTerms(next) && Lists.of(next) == list)
      next = changetype<Order>(next).accountNext
    return next
  }
}
