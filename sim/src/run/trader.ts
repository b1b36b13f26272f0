// A client with an account: sends what traders send, good and bad, and remembers what it was told.
import type { CommandAnswer } from '@openbell/gateway/ports.js'
import {
  CancelAllOrders,
  CancelOrder,
  Deposit,
  OpenAccount,
  OrderType,
  OutcomeStatus,
  PlaceOrder,
  Side,
  TimeInForce,
  Withdraw,
} from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { assetCount } from '../world/small-genesis.js'
import { type Intent, intentOf, type OrderBody } from './intent.js'
import { accountKey, moneyKey, orderKey } from './witness.js'

interface KnownOrder {
  readonly market: number
  readonly orderId: number
  readonly body: OrderBody
}

/** How many orders and movements of money it remembers, to cancel and to repeat them. */
const memory = 20
/** Beyond every balance, and within the rules. */
const hugeLots = 500
const priceMaxTicks = 2000

export class Trader {
  private account = 0
  private drawn = 0
  private orders: KnownOrder[] = []
  private deposits: Intent[] = []
  /** What it got no answer to, and asks again under the same name. */
  private readonly unanswered: Intent[] = []

  constructor(
    private readonly number: number,
    private readonly markets: number,
    private readonly chance: Chance,
  ) {}

  /** Whether it still wants to know the fate of something. */
  get isWondering(): boolean {
    return this.unanswered.length > 0
  }

  /** What it wants next. */
  next(): Intent {
    return this.unanswered.shift() ?? (this.account === 0 ? this.open() : this.draw())
  }

  /** It is answered. */
  hears(intent: Intent, { outcome }: CommandAnswer): void {
    if (outcome.status === OutcomeStatus.rejected) return
    if (intent.head.account === 0) this.account = outcome.result
    else if (intent.order) this.remember(intent.head.market, outcome.result, intent.order)
    else if (intent.key) this.deposits = [...this.deposits, intent].slice(-memory)
  }

  /** It is told that it must ask again, or nothing at all. */
  hearsNothing(intent: Intent): void {
    if (intent.key !== undefined) this.unanswered.push(intent)
  }

  private remember(market: number, orderId: number, body: OrderBody): void {
    if (this.orders.some((known) => known.orderId === orderId)) return
    this.orders = [...this.orders, { market, orderId, body }].slice(-memory)
  }

  private open(): Intent {
    const uuid = new Uint8Array(16).fill(this.number)
    const head = { account: 0, market: 0, deadlineMs: 0 }
    return intentOf(OpenAccount, head, { uuid }, { key: accountKey(uuid) })
  }

  private draw(): Intent {
    const draws: readonly (readonly [() => Intent, number])[] = [
      [() => this.place(this.drawOrder()), 60],
      [() => this.cancel(), 20],
      [() => this.cancelAll(), 1],
      [() => this.money(), 12],
      [() => this.repeat(), 5],
      [() => this.reuse(), 3],
      [() => this.bad(), 8],
    ]
    return this.chance.weigh(draws)()
  }

  private head(market = this.chance.below(this.markets)) {
    return { account: this.account, market, deadlineMs: 0 }
  }

  private name(kind: string): string {
    return `${kind}${this.number}-${this.drawn++}`
  }

  private place(body: OrderBody, market?: number): Intent {
    const { clientOrderId } = body
    const key = clientOrderId ? orderKey(this.account, clientOrderId) : undefined
    return intentOf(PlaceOrder, this.head(market), body, { key, order: body })
  }

  /** A few prices that soon meet, and now and then one far away. */
  private drawOrder(): OrderBody {
    const { chance } = this
    const orderType = chance.weigh([
      [OrderType.limit, 70],
      [OrderType.limitMaker, 15],
      [OrderType.market, 15],
    ])
    const isImmediate = orderType === OrderType.limit && chance.happens(0.2)
    const price = chance.happens(0.03) ? chance.between(1, priceMaxTicks) : chance.between(96, 104)
    return {
      priceTicks: orderType === OrderType.market ? 0 : price,
      quantityLots: chance.happens(0.1) ? chance.between(50, 200) : chance.between(2, 20),
      side: chance.pick([Side.buy, Side.sell]),
      orderType,
      timeInForce: isImmediate ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled,
      clientOrderId: chance.happens(0.7) ? this.name('c') : '',
    }
  }

  private cancel(): Intent {
    const { chance } = this
    const known = this.orders.length > 0 ? chance.pick(this.orders) : undefined
    const clientOrderId = known?.body.clientOrderId ?? ''
    const orderId = known?.orderId ?? chance.between(1, 1000)
    const body = chance.weigh([
      [{ orderId, clientOrderId: '' }, 10],
      [{ orderId: 0, clientOrderId: clientOrderId || 'never' }, 8],
      [{ orderId, clientOrderId }, 4],
      [{ orderId, clientOrderId: 'another' }, 2],
      [{ orderId: orderId + 1, clientOrderId: '' }, 1],
    ])
    return intentOf(CancelOrder, this.head(known?.market), body)
  }

  private cancelAll(): Intent {
    return intentOf(CancelAllOrders, this.head(), {})
  }

  /** Small amounts, so that balances run out. */
  private money(): Intent {
    const { chance } = this
    const shape = chance.happens(0.7) ? Deposit : Withdraw
    const idempotencyKey = this.name('k')
    const amountUnits = BigInt(chance.between(1, 8000))
    const body = { asset: chance.below(assetCount), amountUnits, idempotencyKey }
    return intentOf(shape, this.head(), body, { key: moneyKey(this.account, idempotencyKey) })
  }

  /** The same once more, though it was answered. */
  private repeat(): Intent {
    const { chance } = this
    if (this.deposits.length > 0 && chance.happens(0.3)) return chance.pick(this.deposits)
    const named = this.orders.filter(({ body }) => body.clientOrderId !== '')
    if (named.length === 0) return this.money()
    const { market, body } = chance.pick(named)
    return this.place(body, market)
  }

  /** A name that is taken, for something else that the balance would not suffice for anyway. */
  private reuse(): Intent {
    const { chance } = this
    const amountUnits = 2n ** 62n
    if (chance.happens(0.3))
      return intentOf(Withdraw, this.head(), {
        asset: 0,
        amountUnits,
        idempotencyKey: `k${this.number}-${chance.below(this.drawn + 1)}`,
      })
    const named = this.orders.filter(({ body }) => body.clientOrderId !== '')
    if (named.length === 0) return this.money()
    const { market, body } = chance.pick(named)
    const other = { side: Side.buy, orderType: OrderType.limit, timeInForce: 0 }
    const changed = { ...body, ...other, priceTicks: priceMaxTicks, quantityLots: hugeLots }
    return intentOf(PlaceOrder, this.head(market), changed)
  }

  /** Something that the core must refuse. */
  private bad(): Intent {
    const { chance } = this
    const body = { ...this.drawOrder(), clientOrderId: '', orderType: OrderType.limit }
    const order = (changes: Partial<OrderBody>, head = this.head()) =>
      intentOf(PlaceOrder, head, { ...body, priceTicks: 100, timeInForce: 0, ...changes })
    const deposit = (asset: number, amountUnits: bigint, idempotencyKey: string) =>
      intentOf(Deposit, this.head(), { asset, amountUnits, idempotencyKey })
    const draws: readonly (() => Intent)[] = [
      () => order({ priceTicks: 0 }),
      () => order({ priceTicks: priceMaxTicks + 1 }),
      () => order({ orderType: OrderType.market }),
      () => order({ quantityLots: 0 }),
      () => order({ quantityLots: 1 }),
      () => order({ quantityLots: hugeLots + 1 }),
      () => order({ quantityLots: 2, priceTicks: 1 }),
      () => order({ side: 2 }),
      () => order({ orderType: 3 }),
      () => order({ timeInForce: 2 }),
      () => order({ orderType: OrderType.limitMaker, timeInForce: 1 }),
      () => order({}, this.head(7)),
      () => order({}, { ...this.head(), account: 63 }),
      () => deposit(0, 0n, this.name('z')),
      () => deposit(0, 1n, ''),
      // Not of what buyers pay with, since the first one is taken.
      () => deposit(assetCount - 1, 2n ** 63n - 1n, this.name('z')),
      () => deposit(7, 1n, this.name('z')),
    ]
    return chance.pick(draws)()
  }
}
