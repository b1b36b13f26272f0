// Placing an order: the checks in the fixed order of the rejects, then reserve and accept.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { Book } from './book'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { answerRepeated, answerUnderWay } from './emit'
import { Finish } from './finish'
import {
  MarketState,
  OrderStatus,
  OrderType,
  PlaceOrder,
  PlaceSpecialOrder,
  Reject,
  Side,
  TimeInForce,
} from './generated/protocol'
import { Hash } from './hash'
import { header } from './header'
import { Ids } from './ids'
import { Market, Markets } from './markets'
import { Match } from './match'
import { OrderEvents } from './order-events'
import { flagTerms, Kind, Order, Orders } from './orders'
import { PlaceChecks } from './place-checks'
import { Prevention } from './prevention'
import { Protection } from './protection'
import { changedBase, changedQuote, Settle } from './settle'
import { TermsPool } from './terms'
import { Text } from './text'
import { Timers, timerOrder } from './timers'
import { Triggers } from './triggers'
import { Walk } from './walk'
import { phaseLevels, phaseMatch, Work } from './work'

const dayUs: u64 = 86400000000
/** New pages of the price index that an order may need: a trailing one has two triggers. */
const pagesPerOrderMax: u32 = 2
/** A body with terms is never one without. */
const bodyOfTermsMark: u32 = 0x80000000

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
    const text = Place.text(command)
    const named = Text.isSet(text)
    const known = named ? ClientIds.find(command.account, kindOrder, text) : 0
    if (known != 0 && Place.isSameBody(command, changetype<ClientId>(known), special))
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
  static text(command: PlaceOrder): usize {
    return changetype<usize>(command) + offsetof<PlaceOrder>('clientOrderId0')
  }

  @inline
  static kind(command: PlaceOrder): u32 {
    return Kind.of(command.orderType, command.timeInForce)
  }

  /** A hash of what an order was asked for besides the fields of a plain one; 0 = nothing. */
  @inline
  static body(command: PlaceOrder, special: bool): u32 {
    return special
      ? Place.bodyOfTerms(changetype<PlaceSpecialOrder>(command))
      : Place.bodyOfPrevention(command.selfTradePrevention)
  }

  static bodyOfTerms(command: PlaceSpecialOrder): u32 {
    const terms =
      command.quoteUnits |
      command.stopPriceTicks |
      command.icebergLots |
      command.expiresUs |
      (command.trailingBips as u64)
    if (terms == 0) return Place.bodyOfPrevention(command.selfTradePrevention)
    let mixed = Hash.mix(command.selfTradePrevention, command.quoteUnits)
    mixed = Hash.mix(mixed, command.stopPriceTicks)
    mixed = Hash.mix(mixed, command.icebergLots)
    mixed = Hash.mix(mixed, command.expiresUs)
    mixed = Hash.mix(mixed, command.trailingBips)
    return ((mixed ^ (mixed >> 32)) as u32) | bodyOfTermsMark
  }

  /** Without terms. */
  @inline
  static bodyOfPrevention(prevention: u8): u32 {
    return prevention
  }

  @inline
  static isSameBody(command: PlaceOrder, entry: ClientId, special: bool): bool {
    return Place.isSamePlain(command, entry, special) && entry.body == Place.body(command, special)
  }

  /** By quote quantity the lots are an answer of the book, and no part of the question. */
  @inline
  static isSamePlain(command: PlaceOrder, entry: ClientId, special: bool): bool {
    const isByQuote = special && changetype<PlaceSpecialOrder>(command).quoteUnits != 0
    return (
      entry.market == command.market &&
      (entry.side & 15) == command.side &&
      (entry.type as u32) == Place.kind(command) &&
      (entry.priceTicks as u64) == command.priceTicks &&
      (isByQuote || entry.quantityLots == command.quantityLots)
    )
  }

  /** Whether an order may stand anywhere after its turn, in a book or behind a trigger. */
  @inline
  static mayStand(command: PlaceOrder, special: bool): bool {
    return (special && Kind.isConditional(command.orderType)) || Kind.mayRest(Place.kind(command))
  }

  /** Whether a record's order has terms that a plain one has not. */
  @inline
  static isSpecial(command: PlaceOrder, special: bool): bool {
    if (!special) return false
    const record = changetype<PlaceSpecialOrder>(command)
    return (
      Kind.isConditional(command.orderType) ||
      command.timeInForce > (TimeInForce.fillOrKill as u8) ||
      record.quoteUnits != 0 ||
      record.icebergLots != 0 ||
      record.connection != 0
    )
  }

  @inline
  static isTrailing(command: PlaceOrder, special: bool): bool {
    return special && changetype<PlaceSpecialOrder>(command).trailingBips != 0
  }

  @inline
  static checkRoom(command: PlaceOrder, market: Market, special: bool): Reject {
    if (!Place.mayStand(command, special)) return Reject.none
    const places: u32 = Place.isTrailing(command, special) ? 2 : 1
    const stops: u32 = special && Kind.isConditional(command.orderType) ? 1 : 0
    const reject = PlaceChecks.room(command, market, 1, places, stops)
    if (reject != Reject.none) return reject
    if (header.termsUsed >= header.specialOrdersMax && Place.isSpecial(command, special))
      return Reject.specialOrdersExhausted
    if (header.pagesUsed + pagesPerOrderMax <= header.pricePagesMax) return Reject.none
    return PlaceChecks.pages(PlaceChecks.pagesNeeded(command, special))
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
    const isSpecial = Place.isSpecial(command, special)
    const slot = Place.create(command, isSpecial, lots)
    Orders.links(slot).clientId = named
      ? Place.addClientId(command, slot, Place.body(command, special))
      : 0
    header.workOrder = slot
    header.outcomeResult = changetype<Order>(slot).orderId
    if (isSpecial) {
      const record = changetype<PlaceSpecialOrder>(command)
      OrderEvents.acceptedSpecial(slot, record, OrderStatus.new_)
    } else {
      OrderEvents.accepted(slot, Place.text(command), command.selfTradePrevention)
    }
    Place.send(slot, market, special, units)
  }

  /** Slot of a new order with its terms, if it may stand and has any; it locks nothing yet. */
  @inline
  static create(command: PlaceOrder, isSpecial: bool, lots: u64): u32 {
    const slot = Orders.take()
    assert(slot != 0) // one slot more than orders may rest
    const order = changetype<Order>(slot)
    order.orderId = ((header.shard as u64) << 45) | ++header.ordersNumbered
    order.remainingLots = lots
    order.priceTicks = command.priceTicks as u32
    order.level = 0
    order.account = command.account
    order.market = command.market as u16
    order.side = command.side
    order.kind = Place.kind(command) as u8
    order.quantityLots = lots
    order.executedQuoteUnits = 0
    order.createdUs = header.timestampUs
    if (isSpecial && Place.mayStand(command, true))
      Place.addTerms(changetype<PlaceSpecialOrder>(command), slot)
    return slot
  }

  /** The same of an order of a list, which always has terms. */
  static createOfList(command: PlaceOrder): u32 {
    const slot = Place.create(command, false, command.quantityLots)
    Place.addTerms(changetype<PlaceSpecialOrder>(command), slot)
    return slot
  }

  /** An order with terms is open from its acceptance on. */
  static addTerms(command: PlaceSpecialOrder, slot: u32): void {
    const order = changetype<Order>(slot)
    const terms = TermsPool.give(slot)
    order.kind |= flagTerms as u8
    terms.prevention = command.selfTradePrevention
    terms.stopPriceTicks = command.stopPriceTicks as u32
    terms.trailingBips = command.trailingBips
    terms.icebergLots = command.icebergLots
    terms.connection = command.connection
    terms.connectionSession = command.connection == 0 ? 0 : command.session
    terms.expiresUs = Place.expiry(command)
    Ids.insert(order.orderId, slot)
    Accounts.link(order.account, slot)
    header.ordersOpen++
    if (terms.trailingBips != 0) Triggers.takeRatchet(slot, terms)
    if (terms.expiresUs != 0)
      Timers.start(timerOrder, changetype<usize>(terms) as u32, order.orderId, terms.expiresUs)
  }

  /** When an order's time is over; 0 = never. */
  static expiry(command: PlaceSpecialOrder): u64 {
    if ((command.timeInForce as u32) != (TimeInForce.day as u32)) return command.expiresUs
    return (header.timestampUs / dayUs + 1) * dayUs
  }

  @inline
  static addClientId(command: PlaceOrder, slot: u32, body: u32): u32 {
    const at = ClientIds.add(command.account, kindOrder, Place.text(command))
    const entry = changetype<ClientId>(at)
    entry.side = command.side | (command.selfTradePrevention << 4)
    entry.type = Place.kind(command) as u8
    entry.status = OrderStatus.new_ as u8
    entry.market = command.market
    entry.priceTicks = command.priceTicks as u32
    entry.order = slot
    entry.quantityLots = changetype<Order>(slot).quantityLots
    entry.orderId = changetype<Order>(slot).orderId
    entry.executedLots = 0
    entry.executedQuoteUnits = 0
    entry.createdUs = header.timestampUs
    entry.body = body
    return at
  }

  /** Locks what an order of a list needs, and sends it where it belongs. */
  static enter(slot: u32, units: i64): void {
    Place.send(slot, Markets.at(changetype<Order>(slot).market), true, units)
  }

  @inline
  static send(slot: u32, market: Market, special: bool, units: i64): void {
    const order = changetype<Order>(slot)
    const type = Kind.type(order.kind)
    header.phase = phaseLevels
    if (special && Kind.isConditional(type)) {
      Place.lockNow(order, market, units)
      TermsPool.of(slot).lockedUnits = units
      Triggers.enter(slot)
    } else if (market.state != (MarketState.trading as u32)) {
      Place.lockNow(order, market, units)
      Finish.stand(slot)
    } else {
      Place.takeNow(slot, market, units)
    }
  }

  /** The order is the taker of the turn; whom it must not meet is in the header. */
  static take(slot: u32, units: i64): void {
    Place.takeNow(slot, Markets.at(changetype<Order>(slot).market), units)
  }

  @inline
  static takeNow(slot: u32, market: Market, units: i64): void {
    const order = changetype<Order>(slot)
    const against = Match.against(order)
    Protection.begin(order, market, against)
    header.phase = phaseMatch
    if (Kind.timeInForce(order.kind) == (TimeInForce.fillOrKill as u32)) {
      Walk.forLots(against, order.remainingLots, Prevention.endsWhole())
      if (header.walkLots < order.remainingLots) {
        header.phase = phaseLevels
        Finish.kill(slot)
        return
      }
    }
    Place.lockNow(order, market, units)
    header.workLockedUnits = units
    if (Orders.hasTerms(slot)) TermsPool.of(slot).lockedUnits = 0
  }

  static lock(slot: u32, units: i64): void {
    const order = changetype<Order>(slot)
    Place.lockNow(order, Markets.at(order.market), units)
  }

  @inline
  static lockNow(order: Order, market: Market, units: i64): void {
    if (units == 0) return
    Balances.lock(order.account, Settle.lockedAsset(market, order.side), units)
    const isSell = (order.side as u32) == (Side.sell as u32)
    header.changedBalances |= isSell ? changedBase : changedQuote
  }
}
