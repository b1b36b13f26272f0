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
  pricePagesMax: count,
  priceDirectoryEntriesMax: count,
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

const market = z.strictObject({
  base: code,
  quote: code,
  tick: decimal,
  lot: decimal,
  priceMax: decimal,
  quantityMin: decimal,
  quantityMax: decimal,
  notionalMin: decimal,
  /** A fraction of the reference price, such as "0.05"; none where it is left out. */
  priceBand: decimal.optional(),
  state: z.enum(marketStateNames),
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
