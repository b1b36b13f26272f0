// Limits for tests of something else: out of the way, unless a test states its own.
import { RequestLimits } from '../edge/limits/limits.js'
import type { Clock, LimitSettings, SharedState, Timers } from '../ports.js'

export interface TestLimitsOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly settings?: Partial<LimitSettings>
  readonly trustedProxies?: readonly string[]
  readonly shared?: SharedState
}

const plenty = 1_000_000
const wide: LimitSettings = {
  requestsPerMinute: plenty,
  weightPerMinute: plenty,
  ordersPer10Seconds: plenty,
  ordersPerDay: plenty,
  loginsPerMinute: plenty,
  connectsPer5Minutes: plenty,
}

export const testLimits = ({ settings, trustedProxies = [], ...parts }: TestLimitsOptions) =>
  new RequestLimits({ ...parts, settings: { ...wide, ...settings }, trustedProxies })
