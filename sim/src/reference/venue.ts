// All that the naive core knows: plain objects in plain arrays, searched from one end to the other.
import type { Configure, ListAsset, MarketRules, SetFeeTier } from '@openbell/protocol'
import { EventWriter } from './event-writer.js'

/** What an order is to do, as its command said it. Prices in ticks, quantities in lots. */
export interface Terms {
  readonly account: number
  readonly market: number
  readonly side: number
  readonly type: number
  readonly timeInForce: number
  readonly prevention: number
  readonly price: number
  readonly quantity: number
  readonly quoteUnits: bigint
  readonly stopPrice: number
  readonly iceberg: number
  readonly expiresUs: number
  readonly trailing: number
  readonly connection: number
  readonly connectionSession: number
  readonly clientOrderId: string
}

/** Money that is set aside; the two orders of an oco pair share one. */
export interface Lock {
  readonly account: Account
  readonly asset: number
  units: bigint
  /** The open orders that it is for. */
  readonly orders: Order[]
}

/** Where an order is: it waits for the first of its list, for a price, for its turn, and so on. */
export type Place = 'pending' | 'waiting' | 'queued' | 'taking' | 'resting' | 'ended'

export interface Order {
  readonly id: number
  readonly terms: Terms
  readonly market: Market
  readonly account: Account
  readonly isSpecial: boolean
  readonly createdUs: number
  /** 0 = never. */
  readonly expiresUs: number
  /** 0 = none, or it has ended: what is left of it is a single order. */
  listId: number
  /** What it was accepted with. */
  readonly firstQuantity: number
  quantity: number
  executed: number
  executedQuote: bigint
  /** What its level shows of it. */
  visible: number
  stopPrice: number
  /** The price that a trailing order follows, once it does. */
  anchor: number | undefined
  place: Place
  /** The last one, when it has ended. */
  status: number
  lock: Lock
}

/** A price at which something happens to an order that waits. */
export interface Trigger {
  readonly order: Order
  readonly price: number
  /** `above`: when the last price is at or above it. */
  readonly direction: 'above' | 'below'
  /** `stop`: the order goes to work; else its stop price moves. */
  readonly kind: 'stop' | 'start' | 'anchor'
}

export interface List {
  readonly id: number
  readonly contingency: number
  readonly account: Account
  readonly market: Market
  readonly orders: Order[]
}

export interface Market {
  readonly number: number
  readonly base: number
  readonly quote: number
  readonly lotUnits: bigint
  /** Quote units of one lot at one tick. */
  readonly notionalUnits: bigint
  readonly priceMax: number
  rules: MarketRules
  state: number
  /** When its auction ends by itself; 0 = when told. */
  untilUs: number
  updateId: number
  /** 0 = the last trade's. */
  statedPrice: number
  /** 0 before the first trade. */
  lastPrice: number
  window: { readonly startUs: number; readonly price: number } | undefined
  /** From the best to the worst, first in line first. */
  readonly buys: Order[]
  readonly sells: Order[]
  /** First in line first. */
  triggers: Trigger[]
  /** Its auction has not been indicated as it is now. */
  isIndicationDue: boolean
}

export interface Balance {
  available: bigint
  locked: bigint
}

export interface Account {
  readonly number: number
  readonly uuid: string
  readonly balances: Map<number, Balance>
  /** Of its last event. */
  event: number
  tier: number
  isFrozen: boolean
  tradeGroup: number
  /** 0 = disarmed. */
  deadManTimeoutUs: number
  deadManDeadlineUs: number
}

export interface Withdrawal {
  readonly id: number
  readonly account: Account
  readonly asset: number
  readonly amount: bigint
  readonly fee: bigint
  readonly key: string
}

/** A text that an account has used, and what it was used for. */
export interface UsedId {
  readonly account: Account
  readonly kind: 'order' | 'money'
  readonly text: string
  readonly body: string
  readonly order: Order | undefined
  readonly result: number
  /** Undefined while its order is open. */
  finishedUs: number | undefined
}

export interface Session {
  number: number
  /** Undefined where it has ended. */
  edge: string | undefined
  heard: [number, number]
}

/** What the turn under way has changed. */
export interface Turn {
  readonly market: Market
  readonly worker: Account | undefined
  readonly referencePrice: number
  /** Side and price of each changed level, in the order of the first change. */
  readonly levels: { readonly side: number; readonly price: number }[]
  readonly changed: { account: Account; asset: number }[]
  firstPrice: number
  lastPrice: number
  /** The side whose prices the turn worked through; a sell for an uncrossing. */
  takerSide: number
  /** The velocity breaker has stopped it. */
  hasTripped: boolean
  /** Its trades began the velocity window. */
  isFirstOfWindow: boolean
}

/** Physical pools that the logical limits must fit. */
export type Pools = Omit<
  Configure,
  | 'rules'
  | 'shard'
  | 'reserved'
  | 'finishedIdsPerAccountMax'
  | 'finishedIdsWindowUs'
  | 'stepsPerFrameMax'
  | 'ordersPerAccountMax'
  | 'lane'
  | 'session'
  | 'laneSequence'
  | 'deadlineMs'
  | 'account'
  | 'market'
>

/** The whole state. */
export class Venue {
  readonly events = new EventWriter()
  nowUs = 0
  limits: Configure | undefined
  readonly assets: ListAsset[] = []
  readonly switches: number[] = []
  readonly markets: Market[] = []
  readonly tiers = new Map<number, SetFeeTier>()
  readonly accounts = new Map<number, Account>()
  accountsEnd = 0
  sessions: Session[] = []
  /** Open ones, by id. */
  orders: Order[] = []
  lists: List[] = []
  withdrawals: Withdrawal[] = []
  /** Those that have ended stand in the order in which they did. */
  usedIds: UsedId[] = []
  /** Turns whose trades the triggers have not seen yet. */
  readonly traded: Turn[] = []
  /** What goes to work next: triggered orders, and those whose first order was filled. */
  readonly queue: Order[][] = []
  readonly counts = { orders: 0, trades: 0, lists: 0, prevented: 0, withdrawals: 0 }

  constructor(readonly pools: Pools) {}

  get limit(): Configure {
    if (!this.limits) throw new Error('nothing is configured yet')
    return this.limits
  }

  /** The next number of a kind, with the shard in its top bits. */
  nextId(kind: keyof Venue['counts']): number {
    return this.limit.shard * 2 ** 45 + ++this.counts[kind]
  }
}
