// The limits on requests. What this edge has counted decides at once; what the others have counted
// flows in behind. Hot: once a request, and without a promise.
import type { Clock, LimitSettings, SharedState, Timers } from '../../ports.js'
import { type AddressReader, addressReader, limitedAddress } from './address.js'
import { Bans } from './bans.js'
import { Counts } from './counts.js'
import {
  banned,
  notWhileAlone,
  tooManyConnects,
  tooManyLogins,
  tooManyOrders,
  tooManyRequests,
  tooMuchWeight,
} from './refusals.js'
import { aloneOrdersDivisor, cancelBudgets } from './settings.js'
import { Sharing } from './sharing.js'
import { type Budget, type OrderCounts, type RouteKind, Usage } from './usage.js'

export interface LimitsParts {
  readonly settings: LimitSettings
  readonly trustedProxies: readonly string[]
  readonly clock: Clock
  readonly timers: Timers
  /** Undefined: there is no other edge. */
  readonly shared?: SharedState | undefined
}

const callersMax = 50_000
const accountsMax = 50_000

export class RequestLimits {
  readonly addressOf: AddressReader
  /** Requests refused, by why, for the metrics. */
  readonly refusals = { weight: 0, orders: 0, banned: 0, logins: 0, connects: 0, alone: 0 }
  readonly #settings: LimitSettings
  readonly #clock: Clock
  readonly #shared: SharedState | undefined
  readonly #sharing: Sharing | undefined
  readonly #bans = new Bans()
  readonly #weights = new Counts('weight', 60, callersMax)
  readonly #orders = new Counts('orders', 10, accountsMax)
  readonly #dayOrders = new Counts('dayOrders', 24 * 60 * 60, accountsMax)
  readonly #logins = new Counts('logins', 60, callersMax)
  readonly #connects = new Counts('connects', 5 * 60, callersMax)

  constructor({ settings, trustedProxies, clock, timers, shared }: LimitsParts) {
    this.addressOf = addressReader(trustedProxies)
    this.#settings = settings
    this.#clock = clock
    this.#shared = shared
    if (!shared) return
    const kinds = [this.#weights, this.#orders, this.#dayOrders, this.#logins, this.#connects]
    this.#sharing = new Sharing(shared, kinds, timers)
    shared.onNotice((notice) => {
      if (notice.kind === 'banned') this.#bans.ban(notice.caller, notice.untilMs)
    })
  }

  /** As they are in force now. */
  get inForce(): LimitSettings {
    const { ordersPer10Seconds: all } = this.#settings
    return this.#isAlone
      ? { ...this.#settings, ordersPer10Seconds: Math.ceil(all / aloneOrdersDivisor) }
      : this.#settings
  }

  /** What a request has used so far; nothing is counted yet. */
  usageOf(budget: Budget, kind: RouteKind): Usage {
    const { requestsPerMinute, weightPerMinute } = this.#settings
    const wallUs = this.#clock.wallUs()
    const count = this.#weights.of(budget.name, wallUs)
    const limit = budget.scope === 'key' ? weightPerMinute : requestsPerMinute
    return new Usage(this, budget, kind, wallUs, count, limit)
  }

  /** Counts a request before anything is done for it. @throws ApiError 429, 418 or 503 */
  admit(usage: Usage, weight: number): void {
    if (!usage.isCancel) this.#refuseBanned(usage)
    this.#charge(usage, usage.budget.scope === 'key' ? weight : 1)
    if (usage.kind !== 'sensitive' || !this.#isAlone) return
    this.refusals.alone++
    throw notWhileAlone()
  }

  /** Counts what a request turns out to carry. Browsers and strangers count requests. @throws ApiError */
  chargeMore(usage: Usage, weight: number): void {
    if (weight > 0 && usage.budget.scope === 'key') this.#charge(usage, weight)
  }

  /** Counts orders before they are sent; of those that are refused, none. @throws ApiError */
  chargeOrders(account: number, orders: number): OrderCounts {
    const wallUs = this.#clock.wallUs()
    const counts = this.ordersOf(account, wallUs)
    const { ordersPer10Seconds, ordersPerDay } = this.inForce
    if (counts.short.used + orders > ordersPer10Seconds)
      throw this.#refuseOrders(ordersPer10Seconds, '10 SECOND', this.#orders, wallUs)
    if (counts.day.used + orders > ordersPerDay)
      throw this.#refuseOrders(ordersPerDay, '1 DAY', this.#dayOrders, wallUs)
    counts.short.add(orders)
    counts.day.add(orders)
    return counts
  }

  /** What was counted of an account's orders. */
  ordersOf(account: number, wallUs = this.#clock.wallUs()): OrderCounts {
    const name = String(account)
    return { short: this.#orders.of(name, wallUs), day: this.#dayOrders.of(name, wallUs) }
  }

  /** Counts a login or a registration. @throws ApiError */
  login(address: string): void {
    const limit = this.#settings.loginsPerMinute
    const leftSeconds = this.#countOne(this.#logins, address, limit)
    if (leftSeconds === 0) return
    this.refusals.logins++
    throw tooManyLogins(limit, leftSeconds)
  }

  /** Counts a web socket. @throws ApiError */
  connect(address: string): void {
    const limit = this.#settings.connectsPer5Minutes
    const leftSeconds = this.#countOne(this.#connects, address, limit)
    if (leftSeconds === 0) return
    this.refusals.connects++
    throw tooManyConnects(limit, leftSeconds)
  }

  /** The budget of an API key that is known: whoever knows its id elsewhere cannot use it up. */
  keyBudget(apiKey: string, address: string): Budget {
    return { scope: 'key', name: `${apiKey}@${limitedAddress(address)}` }
  }

  addressBudget(address: string): Budget {
    return { scope: 'address', name: limitedAddress(address) }
  }

  /** Tells the others what they do not know yet. */
  share(): Promise<void> {
    return this.#sharing?.round() ?? Promise.resolve()
  }

  close(): void {
    this.#sharing?.close()
  }

  /** There are other edges, and nothing is known of them. */
  get #isAlone(): boolean {
    return this.#shared !== undefined && !this.#shared.isUp()
  }

  #charge(usage: Usage, weight: number): void {
    const { count, limit, budget, wallUs } = usage
    count.add(weight)
    if (count.used <= limit) return
    if (usage.isCancel && count.used <= limit * cancelBudgets) return
    this.refusals.weight++
    const nowMs = Math.floor(wallUs / 1000)
    // As much again as the budget, after every part of it was answered with a refusal.
    const untilMs = this.#bans.refused(budget.name, count.window, weight, limit, nowMs)
    if (untilMs > 0) this.#shared?.tell({ kind: 'banned', caller: budget.name, untilMs })
    const refusal = budget.scope === 'key' ? tooMuchWeight : tooManyRequests
    throw refusal(limit, this.#weights.secondsLeft(wallUs))
  }

  #refuseBanned({ budget, wallUs }: Usage): void {
    const nowMs = Math.floor(wallUs / 1000)
    const untilMs = this.#bans.bannedUntilMs(budget.name, nowMs)
    if (untilMs === 0) return
    this.refusals.banned++
    throw banned(untilMs, Math.ceil((untilMs - nowMs) / 1000))
  }

  #refuseOrders(limit: number, interval: string, counts: Counts, wallUs: number) {
    this.refusals.orders++
    return tooManyOrders(limit, interval, counts.secondsLeft(wallUs))
  }

  /** 0, or in how many seconds there is room again. */
  #countOne(counts: Counts, address: string, limit: number): number {
    const wallUs = this.#clock.wallUs()
    const count = counts.of(limitedAddress(address), wallUs)
    if (count.used >= limit) return counts.secondsLeft(wallUs)
    count.add(1)
    return 0
  }
}
