// The shape of a genesis file, as people write it: decimals as strings, names instead of numbers.
import { assetKindNames, limits, marketStateNames } from '@openbell/protocol'
import { z } from 'zod'

const count = z.number().int().min(1).max(0xffffffff)
const decimal = z
  .string()
  .regex(/^(0|[1-9]\d{0,18})(\.\d{1,18})?$/, 'must be a decimal string such as "0.01"')

/** Printable ASCII, since records hold nothing else. */
const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[ -~]+$/, 'must be printable ASCII')

/** A count that a market may do without. */
const optionalCount = count.optional()
/** A fraction such as "0.05"; none where it is left out. */
const optionalFraction = decimal.optional()

const code = z.string().regex(/^[A-Z0-9]{2,12}$/, 'must be 2 to 12 capitals or digits')

const genesisLimits = z.strictObject({
  sessionsMax: count,
  assetsMax: count,
  marketsMax: count,
  tiersMax: count,
  accountsMax: count.min(limits.accountUserMin + 1),
  ordersMax: count,
  clientIdsMax: count,
  finishedIdsPerAccountMax: count,
  finishedIdsWindowSeconds: count,
  stepsPerFrameMax: count,
  priceDirectoryEntriesMax: count,
  ordersPerAccountMax: count,
  specialOrdersMax: count,
  orderListsMax: count,
  withdrawalsMax: count,
})

const feeTier = z.strictObject({
  name: text(16),
  makerRate: decimal,
  takerRate: decimal,
  volumeMin: decimal,
})

const currency = z.strictObject({
  code,
  name: text(28),
  kind: z.enum(assetKindNames),
  decimals: z.number().int().min(0).max(8),
  displayDecimals: z.number().int().min(0).max(8),
  deposits: z.boolean(),
  withdrawals: z.boolean(),
  withdrawalMin: decimal,
  withdrawalMax: decimal,
  withdrawalFee: decimal,
})

/** Where trades stray from a window's first price by more than the limit, an auction begins. */
const velocity = z.strictObject({
  limit: decimal,
  windowSeconds: count,
  /** How long the auction lasts; 0 = until an operator ends it. */
  reopenSeconds: z.number().int().min(0).max(0xffffffff),
})

const market = z.strictObject({
  base: code,
  quote: code,
  tick: decimal,
  lot: decimal,
  /** One tick where it is left out. */
  priceMin: decimal.optional(),
  priceMax: decimal,
  quantityMin: decimal,
  quantityMax: decimal,
  /** Of an order without a limit price; `quantityMax` where it is left out. */
  marketQuantityMax: decimal.optional(),
  notionalMin: decimal,
  /** Of the base currency, owned and on order. */
  positionMax: decimal.optional(),
  /** Of the reference price: how far from it a taker may trade. */
  priceBand: optionalFraction,
  /** Of the reference price: the highest limit price, such as "5" times it. */
  multiplierUp: decimal.optional(),
  /** Of the reference price: the lowest limit price, such as "0.2" times it. */
  multiplierDown: decimal.optional(),
  /** Of the best price: how far from it an order without a limit price may trade. */
  slippage: optionalFraction,
  velocity: velocity.optional(),
  ordersPerAccountMax: optionalCount,
  /** Conditional orders that wait. */
  stopsPerAccountMax: optionalCount,
  /** No icebergs where it is left out. */
  icebergPartsMax: optionalCount,
  /** No trailing orders where these are left out. */
  trailingMinBips: optionalCount,
  trailingMaxBips: optionalCount,
  state: z.enum(marketStateNames).exclude(['delisted']),
})

export const genesisShape = z.strictObject({
  limits: genesisLimits,
  feeTiers: z.array(feeTier).min(1),
  currencies: z.array(currency).min(1),
  markets: z.array(market),
})

export type Genesis = z.infer<typeof genesisShape>
export type GenesisCurrency = Genesis['currencies'][number]
export type GenesisMarket = Genesis['markets'][number]
