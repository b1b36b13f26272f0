// The promises, each broken once: what the witness must see, and a course of events that keeps them all.
import {
  ActivationReason,
  CloseReason,
  Contingency,
  DeadManSet,
  FrameType,
  forEachRecord,
  limits,
  MarketListed,
  MarketState,
  OrderAccepted,
  OrderActivated,
  OrderAmended,
  OrderClosed,
  OrderListAccepted,
  OrderListClosed,
  OrderState,
  OrderStatus,
  SelfTradePrevention,
  Side,
  SpecialOrderAccepted,
  Trade,
  TradeGroupSet,
  WithdrawalReserved,
  WithdrawalSettled,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Facts } from './facts.js'
import { Promises } from './promises.js'

interface Shape<Fields> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
  read(view: DataView, at: number): Fields
}

/** An event whose other fields are 0, and whose texts are empty. */
function event<Fields extends object>(shape: Shape<Fields>, fields: Partial<Fields>): Uint8Array {
  const bytes = new Uint8Array(shape.sizeBytes)
  const view = new DataView(bytes.buffer)
  shape.write(view, 0, { ...shape.read(view, 0), ...fields })
  return bytes
}

const alice = 16
const bob = 17

class Course {
  private readonly promises = new Promises(new Facts())
  private sequence = 0
  private nowUs = 0
  private trades = 0

  constructor() {
    this.frame(1, event(MarketListed, { market: 0, state: MarketState.trading }))
  }

  frame(timestampUs: number, ...events: Uint8Array[]): this {
    return this.typed(FrameType.commands, timestampUs, events)
  }

  epoch(timestampUs: number, ...events: Uint8Array[]): this {
    return this.typed(FrameType.epoch, timestampUs, events)
  }

  settle(): this {
    this.promises.settle(this.nowUs)
    return this
  }

  /** A plain trade of so many lots between two orders that executed nothing before. */
  trade(fields: Partial<Trade> = {}): Uint8Array {
    const { quantityLots = 10, priceTicks = 100 } = fields
    const quoteUnits = BigInt(quantityLots * priceTicks)
    return event(Trade, {
      tradeId: ++this.trades,
      makerOrderId: 1,
      takerOrderId: 2,
      makerAccount: alice,
      takerAccount: bob,
      priceTicks,
      quantityLots,
      quoteUnits,
      makerExecutedLots: quantityLots,
      takerExecutedLots: quantityLots,
      makerExecutedQuoteUnits: quoteUnits,
      takerExecutedQuoteUnits: quoteUnits,
      ...fields,
    })
  }

  private typed(type: FrameType, timestampUs: number, events: Uint8Array[]): this {
    this.nowUs = timestampUs
    const parts = [Buffer.concat(events)]
    this.sequence++
    const { sequence } = this
    const frame = { sequence, epoch: 1, type, timestampUs, commandCount: 1, chain: '', parts }
    this.promises.begin(frame)
    for (const part of parts)
      forEachRecord(part, (kind, view, at) => this.promises.take(kind, view, at))
    return this
  }
}

const none = SelfTradePrevention.none
const order = (orderId: number, fields: Partial<OrderAccepted> = {}) =>
  event(OrderAccepted, {
    orderId,
    account: orderId % 2 === 1 ? alice : bob,
    side: orderId % 2 === 1 ? Side.sell : Side.buy,
    priceTicks: 100,
    quantityLots: 10,
    selfTradePrevention: none,
    ...fields,
  })
const special = (orderId: number, fields: Partial<SpecialOrderAccepted> = {}) =>
  event(SpecialOrderAccepted, {
    orderId,
    account: alice,
    side: Side.sell,
    priceTicks: 100,
    quantityLots: 10,
    selfTradePrevention: none,
    ...fields,
  })
const closed = (orderId: number, fields: Partial<OrderClosed> = {}) =>
  event(OrderClosed, { orderId, account: alice, quantityLots: 10, ...fields })
const deadMan = (timeoutUs: number, deadlineUs: number, commandIndex = 0) =>
  event(DeadManSet, { account: alice, timeoutUs, deadlineUs, commandIndex })
const timeOver = { reason: CloseReason.timeOver, status: OrderStatus.expired }
const byDeadMan = { reason: CloseReason.deadMan, status: OrderStatus.cancelled }
const oco = (firstOrderId: number, secondOrderId: number) =>
  event(OrderListAccepted, {
    listId: 1,
    account: alice,
    firstOrderId,
    secondOrderId,
    contingency: Contingency.oco,
  })

const broken = (sentence: RegExp, course: (course: Course) => unknown) =>
  assert.throws(() => course(new Course()), sentence)

test('an order expires once, at its time, and does not trade after it', () => {
  const course = () => new Course().frame(10, special(1, { expiresUs: 50 }), order(2))
  course().frame(49).settle().frame(50, closed(1, timeOver)).settle()
  const early = /order 1 expired at 49, and was good until 50/
  assert.throws(() => course().frame(49, closed(1, timeOver)), early)
  assert.throws(() => course().frame(50).settle(), /order 1 should have ended at 50/)
  const twice = /order 1 closed by timeOver, and is not open/
  assert.throws(() => course().frame(50, closed(1, timeOver), closed(1, timeOver)), twice)
  const late = course()
  assert.throws(() => late.frame(50, late.trade()), /order 1 traded at 50, and was good until 50/)
  const resumed = course()
  resumed.frame(50, resumed.trade({ commandIndex: limits.commandIndexResumed }))
})

test('an order never executes more than it has, beyond its limit, or other than it is told', () => {
  const both = (course: Course) => course.frame(10, order(1), order(2))
  broken(/order 1 executed 11 of 10/, (course) =>
    both(course).frame(11, course.trade({ quantityLots: 11 })),
  )
  broken(/order 1 at 100 traded at 99/, (course) =>
    both(course).frame(11, course.trade({ priceTicks: 99 })),
  )
  broken(/order 2 executed 10 for 1000, and trade 1 says 9 for 1000/, (course) =>
    both(course).frame(11, course.trade({ takerExecutedLots: 9 })),
  )
  broken(/order 1 closed with 1 of 10, and was not so/, (course) =>
    both(course).frame(11, closed(1, { executedLots: 1 })),
  )
  broken(/order 1 is told with 0 of 9, and is not so/, (course) =>
    both(course).frame(11, event(OrderState, { orderId: 1, quantityLots: 9 })),
  )
  broken(/order 1 of 10 has 11 now/, (course) =>
    both(course).frame(11, event(OrderAmended, { orderId: 1, quantityLots: 11 })),
  )
  broken(/order 3 follows order 1/, (course) => course.frame(10, order(1), order(3)))
})

test('nobody trades with himself who did not want to, and no market that is closed', () => {
  const taker = { selfTradePrevention: SelfTradePrevention.expireMaker }
  const same = { makerAccount: alice, takerAccount: alice }
  const sentence = /trade 1 is of one owner, who did not want it/
  broken(sentence, (course) =>
    course.frame(10, order(1), order(2, { ...taker, account: alice }), course.trade(same)),
  )
  const groups = [alice, bob].map((account) => event(TradeGroupSet, { account, tradeGroup: 1 }))
  broken(sentence, (course) =>
    course.frame(10, ...groups, order(1), order(2, taker), course.trade()),
  )
  const inAuction = 8
  broken(/trade 1 in a market in state 1/, (course) =>
    course.frame(
      10,
      event(MarketListed, { market: 0, state: MarketState.auction }),
      order(1),
      order(2),
      course.trade(),
    ),
  )
  const uncrossed = new Course()
  const auction = event(MarketListed, { market: 0, state: MarketState.auction })
  uncrossed.frame(10, auction, order(1), order(2), uncrossed.trade({ flags: inAuction }))
})

test('an oco never fills both legs, and its list ends with the first', () => {
  const course = () =>
    new Course().frame(10, special(1, { listId: 1 }), special(2, { listId: 1 }), oco(1, 2))
  const other = { reason: CloseReason.otherLeg, status: OrderStatus.expired }
  const good = course().frame(11, order(3, { side: Side.buy, account: bob }))
  const first = { takerOrderId: 3, quantityLots: 10 }
  const end = event(OrderListClosed, { listId: 1 })
  good.frame(12, good.trade(first), closed(2, other), end).settle()
  const bad = course().frame(11, order(3, { side: Side.buy, account: bob, quantityLots: 20 }))
  const more = { takerExecutedLots: 20, takerExecutedQuoteUnits: 2000n }
  const both = /orders 2 and 1 are an oco, and both traded/
  const second = { ...first, makerOrderId: 2, ...more }
  assert.throws(() => bad.frame(12, bad.trade(first), bad.trade(second)), both)
  const open = course().frame(12, closed(2, other))
  assert.throws(() => open.settle(), /list 1 has 1 open orders, and is not closed/)
  assert.throws(() => course().frame(12, end, end), /list 1 closed, and is not open/)
})

test('the second of an oto waits, goes to work, and is alone then', () => {
  const oto = event(OrderListAccepted, {
    listId: 1,
    firstOrderId: 1,
    secondOrderId: 2,
    contingency: Contingency.oto,
  })
  const pending = special(2, { listId: 1, status: OrderStatus.pending })
  const activated = event(OrderActivated, { orderId: 2, reason: ActivationReason.firstFilled })
  const filled = () => {
    const course = new Course().frame(10, special(1, { listId: 1 }), pending, oto).settle()
    course.frame(11, order(3, { side: Side.buy, account: bob }))
    return course.frame(12, course.trade({ takerOrderId: 3 })).settle()
  }
  filled()
    .frame(13, activated, event(OrderListClosed, { listId: 1 }))
    .settle()
  const alone = filled().frame(13, activated)
  assert.throws(() => alone.settle(), /list 1 has 1 open orders, and is not closed/)
})

test('a dead man’s switch works not before its time, always after it, and anew after a start', () => {
  const course = () => new Course().frame(10, order(1), deadMan(40, 50))
  const works = deadMan(0, 0, limits.commandIndexOwn)
  const taken = closed(1, byDeadMan)
  course()
    .frame(50, works, taken, order(2, { account: alice }))
    .settle()
  const early = /the switch of account 16 worked at 49, and was due at 50/
  assert.throws(() => course().frame(49, works, taken), early)
  assert.throws(() => course().frame(50).settle(), /was due at 50, and has not worked at 50/)
  assert.throws(() => course().frame(50, works).settle(), /worked at 50, and order 1 stands/)
  assert.throws(() => course().frame(50, taken), /took order 1, and does not work/)
  course().epoch(45).frame(84).settle().frame(85, works, taken).settle()
  const anew = /the switch of account 16 worked at 50, and was due at 85/
  assert.throws(() => course().epoch(45).frame(50, works, taken), anew)
  const disarmed = () => course().frame(20, deadMan(0, 0)).settle()
  disarmed().frame(60).settle()
  assert.throws(() => disarmed().frame(60, works), /was due at Infinity/)
  assert.throws(() => new Course().frame(10, deadMan(40, 51)), /is set to 51 at 10/)
})

test('what is reserved to go out ends once, with the same amount; a name is used once', () => {
  const amounts = { withdrawalId: 1, account: alice, amountUnits: 50n, feeUnits: 2n }
  const reserved = event(WithdrawalReserved, { ...amounts, idempotencyKey: 'k' })
  const settled = event(WithdrawalSettled, amounts)
  const course = () => new Course().frame(10, reserved)
  course().frame(11, settled)
  assert.throws(
    () => course().frame(11, settled, settled),
    /withdrawal 1 ended, and is not reserved/,
  )
  const less = event(WithdrawalSettled, { ...amounts, amountUnits: 49n })
  assert.throws(() => course().frame(11, less), /withdrawal 1 of 50 ended with 49/)
  const again = event(WithdrawalReserved, { ...amounts, withdrawalId: 2, idempotencyKey: 'k' })
  assert.throws(() => course().frame(11, again), /money k of account 16 was applied twice/)
  broken(/order c of account 16 was applied twice/, (one) =>
    one.frame(
      10,
      order(1, { clientOrderId: 'c' }),
      order(2, { account: alice, clientOrderId: 'c' }),
    ),
  )
})

test.run()
