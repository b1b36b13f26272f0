// ping, time, exchangeInfo.
import type { Clock, MarketView, Views } from '../../ports.js'
import { combinationWrong, illegalCharacters, symbolStatusWrong, symbolTwice } from '../errors.js'
import type { RequestLimits } from '../limits/limits.js'
import { rateLimitsJson } from '../limits/settings.js'
import { flag, oneOf, optional, type Reader, symbolName, symbolNames } from '../parameters.js'
import type { Route } from '../route.js'
import { publicRoute } from './dialect-route.js'
import { symbolJson } from './market-json.js'
import { marketOf } from './markets.js'
import { toMs } from './order-json.js'
import { marketStatusNames } from './words.js'

const permissionRange = '^([A-Z0-9_]{1,20}|\\["[A-Z0-9_]{1,20}"(,"[A-Z0-9_]{1,20}"){0,19}\\])$'
const permissionPattern = new RegExp(permissionRange)

/** `SPOT`, or a JSON list such as `["SPOT","MARGIN"]`. */
const permissions: Reader<readonly string[]> = {
  schema: { type: 'string', pattern: permissionRange },
  read(text, name) {
    if (!permissionPattern.test(text)) throw illegalCharacters(name, permissionRange)
    return text.startsWith('[') ? (JSON.parse(text) as string[]) : [text]
  },
}

const statuses = Object.fromEntries(Object.values(marketStatusNames).map((word) => [word, word]))

const exchangeInfoParameters = {
  symbol: optional(symbolName),
  symbols: optional(symbolNames),
  permissions: optional(permissions),
  showPermissionSets: optional(flag),
  symbolStatus: optional(oneOf(statuses, symbolStatusWrong)),
}

export const generalRoutes = (
  views: Views,
  clock: Clock,
  limits: RequestLimits,
): readonly Route[] => [
  publicRoute({
    method: 'GET',
    path: '/api/v3/ping',
    weight: 1,
    about: 'Whether the exchange answers',
    parameters: {},
    answer: () => ({}),
  }),
  publicRoute({
    method: 'GET',
    path: '/api/v3/time',
    weight: 1,
    about: 'The time by which signed requests are judged',
    parameters: {},
    answer: () => ({ serverTime: toMs(clock.wallUs()) }),
  }),
  publicRoute({
    method: 'GET',
    path: '/api/v3/exchangeInfo',
    weight: 20,
    about: 'Markets and their rules',
    parameters: exchangeInfoParameters,
    answer({ symbol, symbols, permissions, showPermissionSets = true, symbolStatus }, usage) {
      if (symbolStatus && (symbol || symbols)) throw combinationWrong()
      const all = permissions && !permissions.includes('SPOT') ? [] : views.markets()
      const chosen = symbol || symbols ? marketsOf(views, symbol, symbols) : all
      return {
        timezone: 'UTC',
        serverTime: toMs(clock.wallUs()),
        rateLimits: rateLimitsJson(limits.inForce, usage?.budget.scope === 'key'),
        exchangeFilters: [
          { filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: views.ordersPerAccountMax() },
        ],
        symbols: chosen
          .filter(({ state }) => !symbolStatus || marketStatusNames[state] === symbolStatus)
          .map((market) => symbolJson(market, showPermissionSets)),
      }
    },
  }),
]

/** The markets that a request names by `symbol` or `symbols`, or all. @throws ApiError */
export function marketsOf(
  views: Views,
  symbol: string | undefined,
  symbols: readonly string[] | undefined,
): readonly MarketView[] {
  if (symbol && symbols) throw combinationWrong()
  if (symbol) return [marketOf(views, symbol)]
  if (!symbols) return views.markets()
  if (new Set(symbols).size < symbols.length) throw symbolTwice()
  return symbols.map((name) => marketOf(views, name))
}
