// Placing a list: its orders are checked one by one as if they were alone, then all together, and then
// all exist. The first to go to work does so in the same turn.

import { Accounts } from './accounts'
import { Activate } from './activate'
import { Balances } from './balances'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { answerUnderWay } from './emit'
import { Entry } from './entry'
import {
  Contingency,
  MarketState,
  OrderStatus,
  OrderType,
  PlaceOrder,
  PlaceOrderList,
  PlaceSpecialOrder,
  Reject,
} from './generated/protocol'
import { Hash } from './hash'
import { header } from './header'
import { Ids } from './ids'
import { Lists, OrderList } from './lists'
import { Markets } from './markets'
import { NewOrder } from './new-order'
import { OrderCommand } from './order-command'
import { OrderEvents } from './order-events'
import { Kind } from './orders'
import { Place } from './place'
import { PlaceChecks } from './place-checks'
import { Prevention } from './prevention'
import { Settle } from './settle'
import { placePending, TermsPool } from './terms'
import { Text } from './text'
import { phaseLevels, Work } from './work'

/** One leg, as all of them lie in the record. */
@unmanaged
class Leg {
  priceTicks: u64
  quantityLots: u64
  stopPriceTicks: u64
  icebergLots: u64
  trailingBips: u32
  side: u8
  orderType: u8
  timeInForce: u8
  reserved: u8
  text0: u64
  text1: u64
  text2: u64
  text3: u64
  text4: u32
  reserved4: u32
}

const legBytes: u32 = offsetof<Leg>() as u32
const legsAt: u32 = offsetof<PlaceOrderList>('firstPriceTicks') as u32
/** The legs as orders of their own, one behind the other. */
const orders: usize = memory.data(408, 8)

export class PlaceList {
  static run(command: PlaceOrderList): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const count = PlaceList.spread(command)
    const known = PlaceList.known(0)
    if (known != 0 && PlaceList.isSame(command, changetype<ClientId>(known)))
      return Place.repeat(known)
    if (Accounts.at(command.account).frozen != 0) return Reject.accountMustNotBeFrozen
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    const state = Markets.at(command.market).state
    if (state > (MarketState.trading as u32)) return Reject.marketMustAcceptOrders
    if (command.contingency > (Contingency.otoco as u8)) return Reject.contingencyMustBeKnown
    const reject = PlaceList.check(command, count)
    if (reject != Reject.none) return reject
    PlaceList.accept(command, count)
    return answerUnderWay
  }

  @inline
  static order(index: u32): PlaceSpecialOrder {
    return changetype<PlaceSpecialOrder>(orders + ((index * PlaceSpecialOrder.SIZE) as usize))
  }

  @inline
  static plain(index: u32): PlaceOrder {
    return changetype<PlaceOrder>(PlaceList.order(index))
  }

  /** Writes each leg as an order of its own; returns how many there are. */
  static spread(command: PlaceOrderList): u32 {
    const count: u32 = command.contingency == (Contingency.otoco as u8) ? 3 : 2
    for (let index: u32 = 0; index < count; index++) {
      const leg = changetype<Leg>(changetype<usize>(command) + legsAt + index * legBytes)
      const order = PlaceList.order(index)
      memory.copy(changetype<usize>(order), changetype<usize>(command), 32)
      order.kind = PlaceSpecialOrder.KIND
      order.priceTicks = leg.priceTicks
      order.quantityLots = leg.quantityLots
      order.side = leg.side
      order.orderType = leg.orderType
      order.timeInForce = leg.timeInForce
      order.selfTradePrevention = command.selfTradePrevention
      Text.copy(
        changetype<usize>(order) + offsetof<PlaceSpecialOrder>('clientOrderId0'),
        changetype<usize>(leg) + offsetof<Leg>('text0'),
      )
      order.quoteUnits = 0
      order.stopPriceTicks = leg.stopPriceTicks
      order.icebergLots = leg.icebergLots
      order.expiresUs = 0
      order.trailingBips = leg.trailingBips
      order.connection = command.connection
    }
    return count
  }

  static known(index: u32): u32 {
    const text = OrderCommand.text(PlaceList.plain(index))
    return Text.isSet(text) ? ClientIds.find(PlaceList.order(index).account, kindOrder, text) : 0
  }

  /** Of everything in the record but the connection; never that of a single order. */
  static body(command: PlaceOrderList): u32 {
    let mixed: u64 = ((command.contingency as u64) << 8) | (command.selfTradePrevention as u64)
    const start = changetype<usize>(command) + offsetof<PlaceOrderList>('listClientOrderId0')
    const end = changetype<usize>(command) + PlaceOrderList.SIZE
    for (let at = start; at + 8 <= end; at += 8) mixed = Hash.mix(mixed, load<u64>(at))
    return ((mixed ^ (mixed >> 32)) as u32) | 1
  }

  static isSame(command: PlaceOrderList, entry: ClientId): bool {
    return (
      OrderCommand.isSamePlain(PlaceList.plain(0), entry, true) &&
      entry.body == PlaceList.body(command)
    )
  }

  /** Whether an order of the list goes to work at once. */
  @inline
  static isAtWork(command: PlaceOrderList, index: u32): bool {
    return index == 0 || command.contingency == (Contingency.oco as u8)
  }

  static check(command: PlaceOrderList, count: u32): Reject {
    const market = Markets.at(command.market)
    for (let index: u32 = 0; index < count; index++) {
      const order = PlaceList.plain(index)
      let reject = PlaceChecks.kind(order, market, true)
      if (reject == Reject.none && !PlaceList.isTrading(command))
        reject = Reject.orderMustSuitMarketState
      if (reject == Reject.none) reject = PlaceChecks.body(order, market, true)
      if (reject == Reject.none && PlaceList.isAtWork(command, index))
        reject = PlaceChecks.prices(order, market)
      if (reject != Reject.none) return reject
    }
    if (!PlaceList.legsSuit(command)) return Reject.legsMustSuitList
    let reject = PlaceList.clientIds(count)
    if (reject == Reject.none) reject = PlaceList.room(command, count)
    if (reject == Reject.none) reject = PlaceList.present(command)
    return reject
  }

  static isTrading(command: PlaceOrderList): bool {
    return Markets.at(command.market).state == (MarketState.trading as u32)
  }

  static legsSuit(command: PlaceOrderList): bool {
    if (command.contingency == (Contingency.oco as u8)) return PlaceList.isPair(0, 1)
    const first = PlaceList.order(0).orderType as u32
    if (first > (OrderType.limitMaker as u32)) return false
    return command.contingency == (Contingency.oto as u8) || PlaceList.isPair(1, 2)
  }

  /** One that takes a profit and one that stops a loss. */
  static isPair(one: u32, other: u32): bool {
    const a = PlaceList.order(one)
    const b = PlaceList.order(other)
    if (a.side != b.side || a.quantityLots != b.quantityLots) return false
    return (
      (PlaceList.isProfit(a.orderType) && PlaceList.isStop(b.orderType)) ||
      (PlaceList.isStop(a.orderType) && PlaceList.isProfit(b.orderType))
    )
  }

  static isProfit(type: u32): bool {
    return type == (OrderType.limitMaker as u32) || type >= (OrderType.takeProfit as u32)
  }

  static isStop(type: u32): bool {
    return type == (OrderType.stopLoss as u32) || type == (OrderType.stopLossLimit as u32)
  }

  static clientIds(count: u32): Reject {
    let fresh: u32 = 0
    for (let index: u32 = 0; index < count; index++) {
      const text = OrderCommand.text(PlaceList.plain(index))
      if (!Text.isSet(text)) continue
      for (let before: u32 = 0; before < index; before++)
        if (Text.equals(text, OrderCommand.text(PlaceList.plain(before))))
          return Reject.clientOrderIdMustBeUnique
      const known = PlaceList.known(index)
      if (known == 0) fresh++
      else if (changetype<ClientId>(known).order != 0) return Reject.clientOrderIdMustBeUnique
    }
    return header.clientIdsUsed + fresh > header.clientIdsMax
      ? Reject.clientOrderIdsExhausted
      : Reject.none
  }

  static room(command: PlaceOrderList, count: u32): Reject {
    const market = Markets.at(command.market)
    let places = count
    let stops: u32 = 0
    for (let index: u32 = 0; index < count; index++) {
      const order = PlaceList.plain(index)
      if (OrderCommand.isTrailing(order, true)) places++
      if (Kind.isConditional(order.orderType)) stops++
    }
    const reject = PlaceChecks.room(PlaceList.plain(0), market, count, places, stops)
    if (reject != Reject.none) return reject
    if (header.termsUsed + count > header.specialOrdersMax) return Reject.specialOrdersExhausted
    return header.listsUsed >= header.orderListsMax ? Reject.orderListsExhausted : Reject.none
  }

  /** Of those that go to work at once: one rule after the other, first order first. */
  static present(command: PlaceOrderList): Reject {
    const count: u32 = PlaceList.isAtWork(command, 1) ? 2 : 1
    let least: u32 = u32.MAX_VALUE
    for (let index: u32 = 0; index < count; index++) {
      const reject = PlaceChecks.present(PlaceList.plain(index), true) as u32
      if (reject != Reject.none && reject < least) least = reject
    }
    if (least != u32.MAX_VALUE) return least
    for (let index: u32 = 0; index < count; index++) {
      const order = PlaceList.plain(index)
      const market = Markets.at(order.market)
      const reject = PlaceChecks.position(order, market, order.quantityLots)
      if (reject != Reject.none) return reject
    }
    const order = PlaceList.order(0)
    const asset = Settle.lockedAsset(Markets.at(order.market), order.side)
    const needed = count == 2 ? max<i64>(PlaceList.need(0), PlaceList.need(1)) : PlaceList.need(0)
    return Balances.has(order.account, asset, needed) ? Reject.none : Reject.balanceMustSuffice
  }

  static need(index: u32): i64 {
    const order = PlaceList.plain(index)
    return Place.lockUnits(order, Markets.at(order.market), order.quantityLots)
  }

  static accept(command: PlaceOrderList, count: u32): void {
    Work.start(command.account, command.market)
    const list = Lists.give()
    const one = changetype<OrderList>(list)
    one.listId = Ids.ofShard(++header.listsNumbered)
    one.account = command.account
    one.market = command.market
    one.contingency = command.contingency
    const body = PlaceList.body(command)
    for (let index: u32 = 0; index < count; index++) PlaceList.create(command, list, index, body)
    Lists.emitAccepted(list, command)
    header.outcomeResult = one.listId
    header.phase = phaseLevels
    header.workOrder = one.first
    if (PlaceList.isAtWork(command, 1)) {
      Activate.settlePair(one.first, one.second)
    } else {
      Prevention.begin(command.account, command.selfTradePrevention)
      Entry.enter(one.first, PlaceList.need(0))
    }
  }

  static create(command: PlaceOrderList, list: u32, index: u32, body: u32): void {
    const order = PlaceList.plain(index)
    const slot = NewOrder.createOfList(order)
    const terms = TermsPool.of(slot)
    const text = OrderCommand.text(order)
    const isPending = !PlaceList.isAtWork(command, index)
    terms.list = list
    Lists.setLeg(list, index, slot)
    if (isPending) terms.place = placePending as u8
    const ownBody = index == 0 ? body : OrderCommand.body(order, true)
    if (Text.isSet(text)) NewOrder.name(order, slot, ownBody)
    const status = isPending ? OrderStatus.pending : OrderStatus.new_
    OrderEvents.acceptedSpecial(slot, PlaceList.order(index), status)
  }
}
