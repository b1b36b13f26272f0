// How much a caller may ask for.

export interface LimitSettings {
  /** Of an address without an API key, and of a browser's user. */
  readonly requestsPerMinute: number
  /** Of an API key at one address. */
  readonly weightPerMinute: number
  /** Of an account, by whatever key or session. */
  readonly ordersPer10Seconds: number
  readonly ordersPerDay: number
  /** Logins and registrations from one address. */
  readonly loginsPerMinute: number
  /** Web sockets opened from one address. */
  readonly connectsPer5Minutes: number
}

/** Those of the exchange whose dialect this is, so that its clients' own throttles fit. */
export const defaultLimits: LimitSettings = {
  requestsPerMinute: 100,
  weightPerMinute: 6_000,
  ordersPer10Seconds: 100,
  ordersPerDay: 200_000,
  loginsPerMinute: 20,
  connectsPer5Minutes: 300,
}
