// How the dialect states what a caller may ask for, and what holds when the edges know nothing of each other.
import type { LimitSettings } from '../../ports.js'
import type { RequestLimits } from './limits.js'

/** While the edges do not know of each other, each allows only this part of the orders. */
export const aloneOrdersDivisor = 4

/** Cancels get through until a caller has used this many times its budget. */
export const cancelBudgets = 20

/** `rateLimits` of exchangeInfo. */
export const rateLimitsJson = (limits: LimitSettings, hasKey: boolean) => [
  ...(hasKey ? [] : [rateLimit('RAW_REQUESTS', 'MINUTE', 1, limits.requestsPerMinute)]),
  rateLimit('REQUEST_WEIGHT', 'MINUTE', 1, limits.weightPerMinute),
  ...orderLimits(limits),
]

/** What `rateLimit/order` answers. */
export function orderLimitsJson(limits: RequestLimits, account: number) {
  const counts = limits.ordersOf(account)
  const [short, day] = orderLimits(limits.inForce)
  return [
    { ...short, count: counts.short.used },
    { ...day, count: counts.day.used },
  ]
}

const orderLimits = ({ ordersPer10Seconds, ordersPerDay }: LimitSettings) => [
  rateLimit('ORDERS', 'SECOND', 10, ordersPer10Seconds),
  rateLimit('ORDERS', 'DAY', 1, ordersPerDay),
]

const rateLimit = (
  rateLimitType: string,
  interval: string,
  intervalNum: number,
  limit: number,
) => ({ rateLimitType, interval, intervalNum, limit })
