// What operators do to markets and assets.
import {
  DelistMarket,
  MarketState,
  marketStateNames,
  SetAssetSwitches,
  SetMarketRules,
  SetMarketState,
  SetReferencePrice,
} from '@openbell/protocol'
import { z } from 'zod'
import type { MarketView } from '../../ports.js'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { marketOf, parseAmount, parsePrice, parseQuantity } from '../v3/markets.js'
import { assetCode, assetOf, decimal } from './money-body.js'
import { symbol } from './operator-accounts.js'
import { operatorRoute } from './operator-route.js'

const ppm = z.number().int().min(0).max(0xffffffff).optional()
const count = ppm
const milliseconds = z.number().int().min(0).max(31_536_000_000).optional()

/** What is left out stays as it is; 0 means that there is no such rule. */
const rulesBody = z
  .strictObject({
    symbol,
    priceMin: decimal.optional(),
    quantityMin: decimal.optional(),
    quantityMax: decimal.optional(),
    marketQuantityMax: decimal.optional(),
    notionalMin: decimal.optional(),
    positionMax: decimal.optional(),
    priceBandPpm: ppm,
    percentUpPpm: ppm,
    percentDownPpm: ppm,
    slippagePpm: ppm,
    velocityPpm: ppm,
    velocityWindowMs: milliseconds,
    reopenMs: milliseconds,
    ordersPerAccountMax: count,
    stopsPerAccountMax: count,
    icebergPartsMax: count,
    trailingMinBips: count,
    trailingMaxBips: count,
  })
  .refine((body) => Object.keys(body).length > 1, { error: 'A rule must be sent' })

const stateBody = z
  .strictObject({
    symbol,
    state: z.enum(marketStateNames).exclude(['delisted']),
    /** After which an auction ends by itself. */
    auctionMs: milliseconds,
  })
  .refine(({ state, auctionMs }) => state === 'auction' || auctionMs === undefined, {
    error: "'auctionMs' may only be sent with the state 'auction'",
  })

export function operatorMarketRoutes(dependencies: EdgeDependencies): readonly Route[] {
  const { views, commands } = dependencies
  const headOf = ({ market }: MarketView) => ({ account: 0, market, deadlineMs: 0 })
  return [
    operatorRoute(dependencies, {
      path: 'markets/state',
      about: 'Moves a market to a state; into trading, what has been collected trades first',
      body: stateBody,
      send: ({ symbol, state, auctionMs = 0 }) =>
        commands.send(SetMarketState, headOf(marketOf(views, symbol)), {
          state: MarketState[state],
          auctionUs: auctionMs * 1000,
        }),
    }),
    operatorRoute(dependencies, {
      path: 'markets/rules',
      about: 'Changes rules of a market; open orders stay as they are',
      body: rulesBody,
      send({ symbol, ...changes }) {
        const market = marketOf(views, symbol)
        return commands.send(SetMarketRules, headOf(market), changedRules(market, changes))
      },
    }),
    operatorRoute(dependencies, {
      path: 'markets/reference-price',
      about: 'States the price that ranges and auctions refer to; "0" = the last trade’s',
      body: z.strictObject({ symbol, price: decimal }),
      send({ symbol, price }) {
        const market = marketOf(views, symbol)
        const priceTicks = parsePrice(market, price)
        return commands.send(SetReferencePrice, headOf(market), { priceTicks })
      },
    }),
    operatorRoute(dependencies, {
      path: 'markets/delist',
      about: 'Ends all orders of a market and closes it for ever',
      body: z.strictObject({ symbol }),
      result: 'ordersClosed',
      send: ({ symbol }) => commands.send(DelistMarket, headOf(marketOf(views, symbol)), {}),
    }),
    operatorRoute(dependencies, {
      path: 'assets/switches',
      about: 'Opens and closes deposits and withdrawals of an asset',
      body: z.strictObject({ asset: assetCode, deposits: z.boolean(), withdrawals: z.boolean() }),
      send: ({ asset, deposits, withdrawals }) =>
        commands.send(
          SetAssetSwitches,
          { account: 0, market: 0, deadlineMs: 0 },
          {
            asset: assetOf(views, asset).asset,
            switches: (deposits ? 1 : 0) | (withdrawals ? 2 : 0),
          },
        ),
    }),
  ]
}

type Changes = Omit<z.infer<typeof rulesBody>, 'symbol'>
type Quantity = 'quantityMin' | 'quantityMax' | 'marketQuantityMax' | 'positionMax'

/** The rules of a market with some of them changed. @throws ApiError */
function changedRules(market: MarketView, changes: Changes) {
  const lotsOf = (name: Quantity, now: number, text = changes[name]) =>
    text === undefined ? now : parseQuantity(market, text, name)
  const { priceMin, notionalMin, velocityWindowMs, reopenMs } = changes
  return {
    priceMinTicks:
      priceMin === undefined ? market.priceMinTicks : parsePrice(market, priceMin, 'priceMin'),
    quantityMinLots: lotsOf('quantityMin', market.quantityMinLots),
    quantityMaxLots: lotsOf('quantityMax', market.quantityMaxLots),
    marketQuantityMaxLots: lotsOf('marketQuantityMax', market.marketQuantityMaxLots),
    notionalMinUnits:
      notionalMin === undefined
        ? market.notionalMinUnits
        : parseAmount(notionalMin, 'notionalMin', market.quote),
    positionMaxLots: lotsOf('positionMax', market.positionMaxLots),
    velocityWindowUs:
      velocityWindowMs === undefined ? market.velocityWindowUs : velocityWindowMs * 1000,
    reopenUs: reopenMs === undefined ? market.reopenUs : reopenMs * 1000,
    velocityPpm: changes.velocityPpm ?? market.velocityPpm,
    priceBandPpm: changes.priceBandPpm ?? market.priceBandPpm,
    percentUpPpm: changes.percentUpPpm ?? market.percentUpPpm,
    percentDownPpm: changes.percentDownPpm ?? market.percentDownPpm,
    slippagePpm: changes.slippagePpm ?? market.slippagePpm,
    ordersPerAccountMax: changes.ordersPerAccountMax ?? market.ordersPerAccountMax,
    stopsPerAccountMax: changes.stopsPerAccountMax ?? market.stopsPerAccountMax,
    icebergPartsMax: changes.icebergPartsMax ?? market.icebergPartsMax,
    trailingMinBips: changes.trailingMinBips ?? market.trailingMinBips,
    trailingMaxBips: changes.trailingMaxBips ?? market.trailingMaxBips,
  }
}
