// Settings of the limits on requests: how much callers may ask for, and where edges share what they count.
import { z } from 'zod'
import { limit, networks, redisUrl } from './config-values.js'
import { defaultLimits, type LimitSettings } from './ports.js'

export const limitShape = {
  REDIS_URL: redisUrl.optional(),
  OPENBELL_TRUSTED_PROXIES: networks.default([]),
  OPENBELL_REQUESTS_PER_MINUTE: limit.default(defaultLimits.requestsPerMinute),
  OPENBELL_WEIGHT_PER_MINUTE: limit.default(defaultLimits.weightPerMinute),
  OPENBELL_ORDERS_PER_10_SECONDS: limit.default(defaultLimits.ordersPer10Seconds),
  OPENBELL_ORDERS_PER_DAY: limit.default(defaultLimits.ordersPerDay),
  OPENBELL_LOGINS_PER_MINUTE: limit.default(defaultLimits.loginsPerMinute),
  OPENBELL_CONNECTS_PER_5_MINUTES: limit.default(defaultLimits.connectsPer5Minutes),
}

const aLimit = 'a whole number from 1 to 999999999'

/** What each must be; said when it is not. */
export const limitRules: Readonly<Record<keyof typeof limitShape, string>> = {
  REDIS_URL: 'an address such as redis://user:password@host:6379/0',
  OPENBELL_TRUSTED_PROXIES: 'addresses and networks such as 10.0.0.0/8, separated by commas',
  OPENBELL_REQUESTS_PER_MINUTE: aLimit,
  OPENBELL_WEIGHT_PER_MINUTE: aLimit,
  OPENBELL_ORDERS_PER_10_SECONDS: aLimit,
  OPENBELL_ORDERS_PER_DAY: aLimit,
  OPENBELL_LOGINS_PER_MINUTE: aLimit,
  OPENBELL_CONNECTS_PER_5_MINUTES: aLimit,
}

const shape = z.object(limitShape)
type Read = z.infer<typeof shape>

export const limitsOf = (read: Read): LimitSettings => ({
  requestsPerMinute: read.OPENBELL_REQUESTS_PER_MINUTE,
  weightPerMinute: read.OPENBELL_WEIGHT_PER_MINUTE,
  ordersPer10Seconds: read.OPENBELL_ORDERS_PER_10_SECONDS,
  ordersPerDay: read.OPENBELL_ORDERS_PER_DAY,
  loginsPerMinute: read.OPENBELL_LOGINS_PER_MINUTE,
  connectsPer5Minutes: read.OPENBELL_CONNECTS_PER_5_MINUTES,
})
