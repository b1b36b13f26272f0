// The rules of a very small exchange: limits that are soon reached, prices that soon meet.
import type { Capacities } from '@openbell/engine'
import { encodeGenesis, type Genesis } from '@openbell/gateway/ingress/genesis.js'

type Market = Genesis['markets'][number]

/** What a market may do without. */
export type Protection = Omit<
  Market,
  | 'base'
  | 'quote'
  | 'tick'
  | 'lot'
  | 'priceMax'
  | 'quantityMin'
  | 'quantityMax'
  | 'notionalMin'
  | 'state'
>

export const sessionsMax = 4

export interface SmallRules {
  readonly markets: number
  readonly accountsMax: number
  readonly ordersMax: number
  readonly ordersPerAccountMax: number
  readonly specialOrdersMax: number
  readonly orderListsMax: number
  readonly withdrawalsMax: number
  readonly clientIdsMax: number
  readonly finishedIdsPerAccountMax: number
  readonly finishedIdsWindowSeconds: number
  readonly stepsPerFrameMax: number
  /** Millionths that the second tier pays. */
  readonly takerPpm: number
  /** Of every market. */
  readonly protection: Protection
}

export const smallRules: SmallRules = {
  markets: 2,
  accountsMax: 40,
  ordersMax: 500,
  ordersPerAccountMax: 500,
  specialOrdersMax: 200,
  orderListsMax: 40,
  withdrawalsMax: 20,
  clientIdsMax: 2000,
  finishedIdsPerAccountMax: 200,
  finishedIdsWindowSeconds: 30 * 24 * 3600,
  stepsPerFrameMax: 1000,
  takerPpm: 2000,
  protection: { icebergPartsMax: 10, trailingMinBips: 10, trailingMaxBips: 2000 },
}

/** Physical, and so never smaller than the logical limits of any `SmallRules`. */
export const smallCapacities: Partial<Capacities> = {
  sessions: 8,
  assets: 8,
  markets: 8,
  accounts: 64,
  orders: 1024,
  clientIds: 4096,
  priceDirectoryEntries: 128,
  tiers: 4,
  specialOrders: 256,
  orderLists: 64,
  withdrawals: 32,
  outputBytes: 16 * 1024,
}

const codes = ['USD', 'BTC', 'ETH', 'SOL'] as const
export const assetCount = codes.length
/** Whole units: amounts are small numbers, so that balances run out. */
export const unitDecimals = 2

/** The first frame's commands. One lot at one tick costs one unit of USD. */
export function smallGenesis(rules: SmallRules = smallRules): Uint8Array {
  const { markets, takerPpm, protection, ...limits } = rules
  return Buffer.concat(
    encodeGenesis({
      limits: {
        ...limits,
        sessionsMax,
        assetsMax: 8,
        marketsMax: 8,
        tiersMax: 3,
        priceDirectoryEntriesMax: 64,
      },
      feeTiers: [
        { name: 'Standard', makerRate: '0', takerRate: ppm(takerPpm), volumeMin: '0' },
        { name: 'Dear', makerRate: '0.01', takerRate: '0.02', volumeMin: '100' },
      ],
      currencies: codes.map((code) => ({
        code,
        name: code,
        kind: 'crypto',
        decimals: unitDecimals,
        displayDecimals: unitDecimals,
        deposits: true,
        withdrawals: true,
        withdrawalMin: '0.03',
        withdrawalMax: '60',
        withdrawalFee: code === 'USD' ? '0.02' : '0',
      })),
      markets: codes.slice(1, markets + 1).map((base) => ({
        base,
        quote: 'USD',
        tick: '0.1',
        lot: '0.1',
        priceMax: '200',
        quantityMin: '0.2',
        quantityMax: '50',
        notionalMin: '0.05',
        ...protection,
        state: 'trading',
      })),
    }),
  )
}

const ppm = (count: number): string => (count / 1_000_000).toFixed(6)
