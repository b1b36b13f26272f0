// LOBSTER's messages as commands: which orders of the recording are open, at which levels.
import {
  AmendOrder,
  CancelOrder,
  CancelRestriction,
  type CommandBatch,
  Lane,
  OrderType,
  PlaceOrder,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import type { LevelView } from '../../ports.js'
import { accountOf } from '../recording-genesis.js'
import { isWorse, type LobsterBook } from './book.js'
import type { LobsterCheck } from './check.js'
import type { LobsterChange } from './message.js'
import type { LobsterRow } from './rows.js'

interface OpenOrder {
  /** The venue's id, or the level whose older orders this one stands for. */
  readonly key: string
  readonly clientOrderId: string
  readonly account: number
  readonly side: Side
  readonly priceTicks: number
  /** With what is executed. */
  quantityLots: number
  leftLots: number
}

export class LobsterOrders {
  private readonly open = new Map<string, OpenOrder>()
  /** The same by side and price. */
  private readonly levels: Record<Side, Map<number, Set<OpenOrder>>> = [new Map(), new Map()]
  private seeds = 0

  constructor(
    private readonly batch: CommandBatch,
    private readonly check: LobsterCheck,
  ) {}

  /**
   * Adds the commands of a row, one a step. Where the row has a book, the first one seeds ours with
   * what stood there before its message; later ones drop the levels that left the view, and take on
   * those that entered it.
   */
  *follow({ change, book }: LobsterRow, before: LobsterBook | undefined): Generator<void> {
    if (book && !before)
      for (const side of [Side.buy, Side.sell])
        for (const level of levelsBefore(book.levels[side], side, change)) {
          this.seed(side, level)
          yield
        }
    if (change) {
      this.apply(change)
      yield
    }
    if (book && before)
      for (const side of [Side.buy, Side.sell]) {
        yield* this.drop(side, book)
        yield* this.takeOn(side, book, before)
      }
  }

  private apply(change: LobsterChange): void {
    const { id, side, priceTicks, sizeLots } = change
    if (change.action === 'add') {
      this.place({ key: id, clientOrderId: id, account: accountOf(id), side, priceTicks }, sizeLots)
      return
    }
    const order = this.open.get(id) ?? this.open.get(levelKey(side, priceTicks))
    if (!order) return
    if (change.action === 'execute') this.execute(order, sizeLots)
    else if (change.action === 'delete' && order.key === id) this.cancel(order)
    else this.reduce(order, sizeLots)
  }

  private place(order: Omit<OpenOrder, 'quantityLots' | 'leftLots'>, lots: number): void {
    const { key, clientOrderId, account, side, priceTicks } = order
    const opened = { ...order, quantityLots: lots, leftLots: lots }
    this.open.set(key, opened)
    const level = this.levels[side].get(priceTicks)
    if (level) level.add(opened)
    else this.levels[side].set(priceTicks, new Set([opened]))
    this.batch.add(PlaceOrder, {
      account,
      ...termsOf(side, priceTicks, lots),
      timeInForce: TimeInForce.goodTillCancelled,
      clientOrderId,
    })
  }

  /** An order for all those of a level whose ids are not known. */
  private seed(side: Side, { priceTicks, totalLots }: LevelView): void {
    const number = String(++this.seeds)
    const key = levelKey(side, priceTicks)
    const clientOrderId = `level-${number}`
    this.place({ key, clientOrderId, account: accountOf(number), side, priceTicks }, totalLots)
  }

  /** An order of the other side that takes what the venue's took. */
  private execute(order: OpenOrder, lots: number): void {
    const { side, priceTicks, account, clientOrderId } = order
    const otherSide = side === Side.buy ? Side.sell : Side.buy
    this.batch.add(PlaceOrder, {
      account,
      ...termsOf(otherSide, priceTicks, lots),
      timeInForce: TimeInForce.immediateOrCancel,
      clientOrderId: '',
    })
    this.check.expectExecution(this.batch.addedCount, clientOrderId, lots)
    order.leftLots -= lots
    if (order.leftLots <= 0) this.forget(order)
  }

  private reduce(order: OpenOrder, lots: number): void {
    order.quantityLots -= lots
    order.leftLots -= lots
    const { quantityLots, clientOrderId, account } = order
    if (order.leftLots <= 0) this.cancel(order)
    else this.batch.add(AmendOrder, { account, quantityLots, orderId: 0, clientOrderId })
  }

  private cancel(order: OpenOrder): void {
    const { clientOrderId, account } = order
    this.forget(order)
    this.batch.add(CancelOrder, {
      lane: Lane.cancels,
      account,
      orderId: 0,
      clientOrderId,
      restriction: CancelRestriction.none,
    })
  }

  private forget(order: OpenOrder): void {
    const { key, side, priceTicks } = order
    this.open.delete(key)
    const level = this.levels[side].get(priceTicks)
    level?.delete(order)
    if (level?.size === 0) this.levels[side].delete(priceTicks)
  }

  /** What is behind the last level of a full side is out of view. */
  private *drop(side: Side, { levels, depth }: LobsterBook): Generator<void> {
    if (levels[side].length < depth) return
    const last = levels[side][depth - 1].priceTicks
    for (const [priceTicks, orders] of this.levels[side]) {
      if (!isWorse(side, priceTicks, last)) continue
      for (const order of orders) {
        this.cancel(order)
        yield
      }
    }
  }

  /** What is behind the last level of the row before, where that was full, has come into view. */
  private *takeOn(side: Side, now: LobsterBook, before: LobsterBook): Generator<void> {
    if (before.levels[side].length < before.depth) return
    const last = before.levels[side][before.depth - 1].priceTicks
    for (const level of now.levels[side])
      if (isWorse(side, level.priceTicks, last) && !this.levels[side].has(level.priceTicks)) {
        this.seed(side, level)
        yield
      }
  }
}

const levelKey = (side: Side, priceTicks: number): string => `${side}@${priceTicks}`

const termsOf = (side: Side, priceTicks: number, quantityLots: number) => ({
  side,
  priceTicks,
  quantityLots,
  orderType: OrderType.limit,
  // Both sides of an execution are of one account.
  selfTradePrevention: SelfTradePrevention.none,
})

/** The levels of a side without what the message did to them. */
function levelsBefore(
  levels: readonly LevelView[],
  side: Side,
  change: LobsterChange | undefined,
): LevelView[] {
  if (!change || change.side !== side) return [...levels]
  const { priceTicks, sizeLots, action } = change
  const after = levels.find((level) => level.priceTicks === priceTicks)?.totalLots ?? 0
  const totalLots = after + (action === 'add' ? -sizeLots : sizeLots)
  const others = levels.filter((level) => level.priceTicks !== priceTicks)
  return totalLots > 0 ? [...others, { priceTicks, totalLots }] : others
}
