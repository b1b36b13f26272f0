// What the tables must say: balances by a core that has replayed the journal, orders by the events.
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import type { EventLog } from '@openbell/gateway/ports.js'
import type { ExpectedState } from '@openbell/gateway/projection/reconcile.js'
import { createViews } from '@openbell/gateway/views/index.js'
import { limits } from '@openbell/protocol'
import { openPath } from '../open-path.js'
import { accountCount, assetCount } from '../order-flow.js'

export function expectedOf(folder: string, log: EventLog): ExpectedState {
  const views = createViews()
  const reader = log.readerAfter(0)
  let chain = ''
  for (let frame = reader.next(); frame; frame = reader.next()) {
    views.fold(frame)
    chain = frame.chain
  }
  reader.close()
  const users = Array.from({ length: accountCount }, (_, index) => limits.accountUserMin + index)
  const house = [limits.accountExternal, limits.accountFees, limits.accountAdjustments]
  const path = openPath(folder, new FedLink())
  const balances = [...house, ...users].flatMap((account) =>
    Array.from({ length: assetCount }, (_, asset) => {
      const { availableUnits, lockedUnits } = path.core.balance(account, asset)
      return { account, asset, availableUnits, lockedUnits }
    }),
  )
  path.close()
  const openOrders = users.flatMap((account) => [...views.openOrders(account)])
  return { sequence: views.sequence(), chain, balances, openOrders }
}
