// Placing an order: the checks in the fixed order of the rejects, then reserve and accept.

import { Accounts } from './accounts'
import { Balances } from './balances'
import { Book } from './book'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { answerRepeated, answerUnderWay } from './emit'
import { Entry } from './entry'
import {
  OrderStatus,
  OrderType,
  PlaceOrder,
  PlaceSpecialOrder,
  Reject,
  Side,
} from './generated/protocol'
import { header } from './header'
import { Market, Markets } from './markets'
import { NewOrder } from './new-order'
import { OrderCommand } from './order-command'
import { OrderEvents } from './order-events'
import { Kind, Order } from './orders'
import { PlaceChecks } from './place-checks'
import { Prevention } from './prevention'
import { Protection } from './protection'
import { Settle } from './settle'
import { Text } from './text'
import { Walk } from './walk'
import { Work } from './work'

export class Place {
  static run(command: PlaceOrder): u32 {
    return Place.runAs(command, false)
  }

  static runSpecial(command: PlaceOrder): u32 {
    return Place.runAs(command, true)
  }

  /** Compiled twice: what only special orders have costs plain ones nothing. */
  @inline
  static runAs(command: PlaceOrder, special: bool): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const text = OrderCommand.text(command)
    const named = Text.isSet(text)
    const known = named ? ClientIds.find(command.account, kindOrder, text) : 0
    if (known != 0 && OrderCommand.isSameBody(command, changetype<ClientId>(known), special))
      return Place.repeat(known)
    Work.start(command.account, command.market)
    const reject = Place.tryNew(command, special, named, known)
    return reject == Reject.none ? answerUnderWay : reject
  }

  /** A retry is answered before anything else is asked: whatever has changed since, it was accepted. */
  static repeat(known: u32): u32 {
    header.outcomeResult = changetype<ClientId>(known).orderId
    OrderEvents.state(known)
    return answerRepeated
  }

  /** A PlaceSpecialOrder after a cancel in the same command. */
  static trySpecial(command: PlaceOrder, named: bool, known: u32): Reject {
    return Place.tryNew(command, true, named, known)
  }

  /** Checks an order and accepts it as the work of the turn; a reject has changed nothing. */
  @inline
  static tryNew(command: PlaceOrder, special: bool, named: bool, known: u32): Reject {
    let reject = PlaceChecks.admits(command)
    if (reject != Reject.none) return reject
    const market = Markets.at(command.market)
    reject = PlaceChecks.kind(command, market, special)
    if (reject == Reject.none) reject = PlaceChecks.body(command, market, special)
    if (reject == Reject.none) reject = PlaceChecks.prices(command, market)
    if (reject == Reject.none) reject = PlaceChecks.clientId(named, known)
    if (reject == Reject.none) reject = Place.checkRoom(command, market, special)
    if (reject == Reject.none) reject = PlaceChecks.present(command, special)
    if (reject != Reject.none) return reject
    return Place.reserve(command, market, special, named)
  }

  @inline
  static checkRoom(command: PlaceOrder, market: Market, special: bool): Reject {
    if (!OrderCommand.mayStand(command, special)) return Reject.none
    const places: u32 = OrderCommand.isTrailing(command, special) ? 2 : 1
    const stops: u32 = special && Kind.isConditional(command.orderType) ? 1 : 0
    const reject = PlaceChecks.room(command, market, 1, places, stops)
    if (reject != Reject.none) return reject
    if (header.termsUsed >= header.specialOrdersMax && OrderCommand.isSpecial(command, special))
      return Reject.specialOrdersExhausted
    return Reject.none
  }

  /** The last rules, which ask what it would cost; then the order exists. */
  @inline
  static reserve(command: PlaceOrder, market: Market, special: bool, named: bool): Reject {
    const quoteUnits: i64 = special ? changetype<PlaceSpecialOrder>(command).quoteUnits : 0
    const isMarket = (command.orderType as u32) == (OrderType.market as u32)
    Prevention.begin(command.account, command.selfTradePrevention)
    let lots = command.quantityLots
    if (isMarket) {
      Place.walkMarket(command, quoteUnits)
      if (quoteUnits != 0) lots = header.walkLots
      if (lots == 0) return Reject.quoteMustBuyALot
    }
    const reject = PlaceChecks.position(command, market, lots)
    if (reject != Reject.none) return reject
    const units = Place.lockUnits(command, market, lots)
    const asset = Settle.lockedAsset(market, command.side)
    if (!Balances.has(command.account, asset, units)) return Reject.balanceMustSuffice
    Place.accept(command, market, special, named, lots, units)
    return Reject.none
  }

  static walkMarket(command: PlaceOrder, quoteUnits: i64): void {
    const isBuy = (command.side as u32) == (Side.buy as u32)
    if (!isBuy && quoteUnits == 0) return
    Protection.beginMarket(command.market, command.side)
    const against = Book.side(command.market, command.side ^ 1)
    if (quoteUnits != 0) Walk.forQuote(against, quoteUnits)
    else Walk.forLots(against, command.quantityLots, Walk.stopsAtOwn())
  }

  /** What an order locks at entry; a buy at the market what the walk has found. */
  @inline
  static lockUnits(command: PlaceOrder, market: Market, lots: u64): i64 {
    const type = command.orderType as u32
    const isBuy = (command.side as u32) == (Side.buy as u32)
    if (isBuy && type == (OrderType.market as u32)) return header.walkCost
    if (isBuy && Kind.isMarket(type)) return 0
    return Settle.reservation(market, command.side, command.priceTicks as u32, lots)
  }

  /** From here on the order exists: numbered, paid for, known by its client's id. */
  @inline
  static accept(
    command: PlaceOrder,
    market: Market,
    special: bool,
    named: bool,
    lots: u64,
    units: i64,
  ): void {
    const isSpecial = OrderCommand.isSpecial(command, special)
    const slot = NewOrder.create(command, isSpecial, lots)
    if (named) NewOrder.name(command, slot, OrderCommand.body(command, special))
    header.workOrder = slot
    header.outcomeResult = changetype<Order>(slot).orderId
    if (isSpecial) {
      const record = changetype<PlaceSpecialOrder>(command)
      OrderEvents.acceptedSpecial(slot, record, OrderStatus.new_)
    } else {
      OrderEvents.accepted(slot, OrderCommand.text(command), command.selfTradePrevention)
    }
    Entry.send(slot, market, special, units)
  }
}
