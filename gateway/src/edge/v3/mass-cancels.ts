// DELETE openOrders and allOpenOrders, and the dead man's switch countdownCancelAll.
import { CancelAllOrders, CloseReason, SetDeadMan } from '@openbell/protocol'
import type { OrderView } from '../../ports.js'
import type { EdgeDependencies } from '../dependencies.js'
import { sideWrong, unknownOrder } from '../errors.js'
import {
  described,
  oneOf,
  optional,
  required,
  symbolName,
  type Values,
  wholeUpTo,
} from '../parameters.js'
import { refuseRejected } from '../rejects.js'
import { cancelledOrders, cancelledTogether } from './cancelled.js'
import type { Asked } from './dialect-route.js'
import { marketOf } from './markets.js'
import { connectionId } from './order-parameters.js'
import { checkConnection } from './placement.js'

type Parts = Pick<EdgeDependencies, 'views' | 'commands' | 'connections'>

/** The record's numbers: 0 = both. */
const sidesWords: Readonly<Record<string, number>> = { BUY: 1, SELL: 2 }
const filters = {
  side: optional(described(oneOf(sidesWords, sideWrong), 'Only orders of this side')),
  connectionId: optional(connectionId),
}
export const cancelAllParameters = { symbol: required(symbolName), ...filters }
export const cancelEverywhereParameters = filters

/** A day: who is away for longer has no switch but the cancel itself. */
const countdownMsMax = 24 * 3600 * 1000
export const countdownParameters = { countdownTime: required(wholeUpTo(countdownMsMax)) }

/** The open orders of a market, of one side where it is named. @throws ApiError, CommandError */
export async function cancelAllOrders(
  parts: Parts,
  { symbol, ...filter }: Values<typeof cancelAllParameters>,
  asked: Asked,
) {
  const market = marketOf(parts.views, symbol)
  const told = await cancelMany(parts, market.market, filter, asked)
  if (told.length === 0) throw unknownOrder()
  return told
}

/** The open orders of all markets; none is no failure. @throws ApiError, CommandError */
export const cancelEverywhere = (
  parts: Parts,
  filter: Values<typeof cancelEverywhereParameters>,
  asked: Asked,
) => cancelMany(parts, undefined, filter, asked)

async function cancelMany(
  { views, commands, connections }: Parts,
  market: number | undefined,
  { side = 0, ...named }: Values<typeof filters>,
  { caller, deadlineMs }: Asked,
): Promise<readonly object[]> {
  checkConnection(connections, named, caller.account)
  const { connectionId: connection = 0 } = named
  const held: readonly OrderView[] = views.openOrders(caller.account, market)
  const answer = await commands.send(
    CancelAllOrders,
    { account: caller.account, market: market ?? 0, deadlineMs },
    {
      allMarkets: market === undefined ? 1 : 0,
      sides: side,
      reason: CloseReason.cancelledByOwner,
      connection,
      connectionSession: connection === 0 ? 0 : commands.sessionNumber(),
      listId: 0,
    },
  )
  return cancelledTogether(views, cancelledOrders(views, answer, caller.account, held), answer)
}

/** All orders are cancelled unless this comes again in time; 0 ends that. @throws ApiError, CommandError */
export async function countdownCancelAll(
  { commands }: Parts,
  { countdownTime }: Values<typeof countdownParameters>,
  { caller, deadlineMs }: Asked,
) {
  const { outcome } = await commands.send(
    SetDeadMan,
    { account: caller.account, market: 0, deadlineMs },
    { timeoutUs: countdownTime * 1000 },
  )
  refuseRejected(outcome)
  return { countdownTime: String(countdownTime) }
}
