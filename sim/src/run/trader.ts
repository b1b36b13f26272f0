// A client with an account: sends what traders send, good and bad, and remembers what it was told.
import type { Clock, CommandAnswer } from '@openbell/gateway/ports.js'
import {
  AmendOrder,
  CancelAllOrders,
  CancelOrder,
  CancelRestriction,
  CloseReason,
  OpenAccount,
  OrderType,
  OutcomeStatus,
  PlaceOrder,
  PlaceOrderList,
  PlaceSpecialOrder,
  ReplaceMode,
  ReplaceOrder,
  SetDeadMan,
  Side,
  TimeInForce,
  Withdraw,
} from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { sessionsMax } from '../world/small-genesis.js'
import { drawBadCommand } from './bad-orders.js'
import { bounds, OrderDraws } from './draw-orders.js'
import { type Intent, intentOf } from './intent.js'
import { accountKey, listKey, orderKey } from './names.js'
import { Purse } from './purse.js'

interface KnownOrder {
  readonly market: number
  /** 0 for an order of a list, which it knows by its name. */
  readonly orderId: number
  readonly name: string
  readonly quantityLots: number
  /** What placed it. */
  readonly intent: Intent
}

/** Of the first edges that live alone, one after the other: numbers of one place. */
const earlySessions = [0, 1, 2].map((opening) => 1 + opening * sessionsMax)

/** How many orders and movements of money it remembers, to cancel and to repeat them. */
const memory = 20
const timeouts = [0, 5_000, 50_000, 2_000_000, 20_000_000] as const

export class Trader {
  private account = 0
  private drawn = 0
  private orders: KnownOrder[] = []
  private lists: { readonly market: number; readonly listId: number }[] = []
  /** What it got no answer to, and asks again under the same name. */
  private readonly unanswered: Intent[] = []
  private readonly draws: OrderDraws
  private readonly purse: Purse

  constructor(
    private readonly number: number,
    /** How many there are. */
    private readonly counts: { readonly markets: number; readonly traders: number },
    private readonly chance: Chance,
    private readonly clock: Clock,
  ) {
    this.draws = new OrderDraws(chance, clock, () => this.name('c'))
    this.purse = new Purse(chance, counts.traders, () => this.name('k'))
  }

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
    const { status, result } = outcome
    if (status === OutcomeStatus.rejected) return
    const { memo, head } = intent
    if (head.account === 0) this.account = result
    else if (memo?.what === 'money') this.purse.remember(intent, result)
    else if (memo?.what === 'order' && result > 0)
      this.remember({ market: head.market, orderId: result, ...memo, intent })
    else if (memo?.what === 'list') {
      if (status === OutcomeStatus.done)
        this.lists = last([...this.lists, { market: head.market, listId: result }])
      const { names, quantityLots } = memo
      for (const name of names)
        this.remember({ market: head.market, orderId: 0, name, quantityLots, intent })
    }
  }

  /** It is told that it must ask again, or nothing at all. */
  hearsNothing(intent: Intent): void {
    if (intent.key !== undefined) this.unanswered.push(intent)
  }

  private remember(order: KnownOrder): void {
    const { orderId, name } = order
    const isSame = (known: KnownOrder) =>
      orderId > 0 ? known.orderId === orderId : known.name === name
    if (!this.orders.some(isSame)) this.orders = last([...this.orders, order])
  }

  private open(): Intent {
    const uuid = new Uint8Array(16).fill(this.number)
    const head = { account: 0, market: 0, deadlineMs: 0 }
    return intentOf(OpenAccount, head, { uuid }, { key: accountKey(uuid) })
  }

  private draw(): Intent {
    const draws: readonly (readonly [() => Intent, number])[] = [
      [() => this.place(), 40],
      [() => this.placeSpecial(), 24],
      [() => this.placeList(), 7],
      [() => this.cancel(), 16],
      [() => this.amend(), 5],
      [() => this.replace(), 6],
      [() => this.cancelAll(), 2],
      [() => this.setDeadMan(), 2],
      [() => this.purse.next(this.head()), 14],
      [() => this.repeat(), 5],
      [() => this.reuse(), 3],
      [() => this.bad(), 10],
    ]
    return this.chance.weigh(draws)()
  }

  private head(market = this.chance.below(this.counts.markets)) {
    return { account: this.account, market, deadlineMs: 0 }
  }

  private name(kind: string): string {
    return `${kind}${this.number}-${this.drawn++}`
  }

  /** Of an order that it names, or does not. */
  private optionsOf({ clientOrderId: name, quantityLots }: OrderNamed) {
    const key = name ? orderKey(this.account, name) : undefined
    return { key, memo: { what: 'order', name, quantityLots } as const }
  }

  private place(): Intent {
    const body = this.draws.plain()
    return intentOf(PlaceOrder, this.head(), body, this.optionsOf(body))
  }

  private placeSpecial(): Intent {
    const body = this.draws.special()
    return intentOf(PlaceSpecialOrder, this.head(), body, this.optionsOf(body))
  }

  private placeList(): Intent {
    const body = this.draws.list()
    const { firstClientOrderId: first, firstQuantityLots: quantityLots } = body
    const names = [first, body.secondClientOrderId, body.thirdClientOrderId].filter(Boolean)
    const key = first ? listKey(this.account, first) : undefined
    // Its first order's state answers a retry.
    const retryKey = first ? orderKey(this.account, first) : undefined
    const memo = { what: 'list', names, quantityLots } as const
    return intentOf(PlaceOrderList, this.head(), body, { key, retryKey, memo })
  }

  /** Some order that it placed, named in one of the ways; now and then one that is not its own. */
  private target() {
    const { chance } = this
    const known = this.orders.length > 0 ? chance.pick(this.orders) : undefined
    const clientOrderId = known?.name ?? ''
    const orderId = known?.orderId ?? chance.between(1, 1000)
    const names = chance.weigh([
      [{ orderId, clientOrderId: orderId > 0 ? '' : clientOrderId }, 10],
      [{ orderId: 0, clientOrderId: clientOrderId || 'never' }, 8],
      [{ orderId, clientOrderId }, 4],
      [{ orderId, clientOrderId: 'another' }, 2],
      [{ orderId: orderId + 1, clientOrderId: '' }, 1],
    ])
    return { ...names, known, head: this.head(known?.market) }
  }

  /** Now and then one that does not exist. */
  private restriction(): number {
    return this.chance.weigh<number>([
      [CancelRestriction.none, 20],
      [CancelRestriction.onlyNew, 2],
      [CancelRestriction.onlyPartiallyFilled, 2],
      [3, 1],
    ])
  }

  private cancel(): Intent {
    const { orderId, clientOrderId, head } = this.target()
    const restriction = this.restriction()
    return intentOf(CancelOrder, head, { orderId, clientOrderId, restriction })
  }

  private amend(): Intent {
    const { orderId, clientOrderId, head, known } = this.target()
    const quantityLots = this.chance.between(1, known?.quantityLots ?? 10)
    return intentOf(AmendOrder, head, { orderId, clientOrderId, quantityLots })
  }

  private replace(): Intent {
    const { chance, draws } = this
    const { orderId, clientOrderId, head } = this.target()
    const order = chance.happens(0.6) ? draws.resting() : draws.special()
    const body = {
      ...order,
      cancelOrderId: orderId,
      cancelClientOrderId: clientOrderId,
      cancelRestriction: this.restriction(),
      mode: chance.weigh([
        [ReplaceMode.stopOnFailure, 10],
        [ReplaceMode.allowFailure, 10],
        [2, 1],
      ]),
    }
    const options = { ...this.optionsOf(order), mayApplyNothing: true }
    return intentOf(ReplaceOrder, head, body, options)
  }

  private cancelAll(): Intent {
    const { chance } = this
    const list = this.lists.length > 0 && chance.happens(0.4) ? chance.pick(this.lists) : undefined
    const connection = chance.weigh([
      [0, 3],
      [1, 1],
    ])
    return intentOf(CancelAllOrders, this.head(list?.market), {
      allMarkets: chance.below(2),
      sides: chance.below(3),
      reason: CloseReason.cancelledByOwner,
      connection,
      connectionSession: connection === 0 ? 0 : chance.pick(earlySessions),
      listId: list?.listId ?? 0,
    })
  }

  private setDeadMan(): Intent {
    return intentOf(SetDeadMan, this.head(), { timeoutUs: this.chance.pick(timeouts) })
  }

  /** The same once more, though it was answered. */
  private repeat(): Intent {
    const { chance } = this
    const keyed = this.orders.filter(({ intent }) => intent.key !== undefined)
    const isMoney = keyed.length === 0 || chance.happens(0.3)
    return isMoney ? this.purse.again(this.head()) : chance.pick(keyed).intent
  }

  /** A name that is taken, for something else that the balance would not suffice for anyway. */
  private reuse(): Intent {
    const { chance } = this
    if (chance.happens(0.3))
      return intentOf(Withdraw, this.head(), {
        asset: 0,
        amountUnits: 2n ** 62n,
        idempotencyKey: `k${this.number}-${chance.below(this.drawn + 1)}`,
      })
    const named = this.orders.filter(({ name }) => name !== '')
    if (named.length === 0) return this.purse.next(this.head())
    const { market, name: clientOrderId } = chance.pick(named)
    return intentOf(PlaceOrder, this.head(market), {
      ...this.draws.plain(),
      side: Side.buy,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.goodTillCancelled,
      priceTicks: bounds.priceMaxTicks,
      quantityLots: bounds.lotsMax,
      clientOrderId,
    })
  }

  private bad(): Intent {
    const { chance, draws, clock } = this
    const name = () => this.name('z')
    return drawBadCommand({ chance, draws, name, head: this.head(), nowUs: clock.wallUs() })
  }
}

interface OrderNamed {
  readonly clientOrderId: string
  readonly quantityLots: number
}

const last = <Item>(items: readonly Item[]): Item[] => items.slice(-memory)
