// What one request uses of its caller's budget, and the headers that tell the caller.
import type { Headers } from '../http.js'
import type { Count } from './counts.js'
import type { RequestLimits } from './limits.js'

/**
 * What a route is to the limits. `cancel`: is let through where others are not. `sensitive`: waits
 * while the edges do not know of each other. `operator`: free for who has the operators' token.
 * `free`: not counted.
 */
export type RouteKind = 'plain' | 'order' | 'cancel' | 'sensitive' | 'operator' | 'free'

/** Whose budget a request uses. */
export interface Budget {
  /** `key`: an API key at one address. `session`: a browser's user. `address`: anybody else there. */
  readonly scope: 'key' | 'session' | 'address'
  readonly name: string
}

/** Orders of an account, in the windows of ten seconds and of a day. */
export interface OrderCounts {
  readonly short: Count
  readonly day: Count
}

/** Told to browsers of other origins, too. */
export const usageHeaderNames = [
  'x-mbx-used-weight',
  'x-mbx-used-weight-1m',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-scope',
  'x-mbx-order-count-10s',
  'x-mbx-order-count-1d',
]

export class Usage {
  #orders: OrderCounts | undefined

  constructor(
    private readonly limits: RequestLimits,
    readonly budget: Budget,
    readonly kind: RouteKind,
    /** When the request came. */
    readonly wallUs: number,
    readonly count: Count,
    readonly limit: number,
  ) {}

  /** Strangers have nothing to cancel. */
  get isCancel(): boolean {
    return this.kind === 'cancel' && this.budget.scope !== 'address'
  }

  /** Counts the request. @throws ApiError with when to come again */
  admit(weight: number): void {
    this.limits.admit(this, weight)
  }

  /** Counts what the request turns out to carry beyond that. @throws ApiError */
  chargeMore(weight: number): void {
    this.limits.chargeMore(this, weight)
  }

  /** Counts orders, before they are sent. @throws ApiError */
  chargeOrders(account: number, orders: number): void {
    this.#orders = this.limits.chargeOrders(account, orders)
  }

  headers(): Headers {
    const { used } = this.count
    const text = String(used)
    const headers: Record<string, string> = {
      'x-mbx-used-weight': text,
      'x-mbx-used-weight-1m': text,
      'x-ratelimit-limit': String(this.limit),
      'x-ratelimit-remaining': String(Math.max(0, this.limit - used)),
      'x-ratelimit-scope': this.budget.scope,
    }
    if (this.#orders) {
      headers['x-mbx-order-count-10s'] = String(this.#orders.short.used)
      headers['x-mbx-order-count-1d'] = String(this.#orders.day.used)
    }
    return headers
  }
}
