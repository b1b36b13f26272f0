// What operators do: every route of theirs.
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { operatorAccountRoutes } from './operator-accounts.js'
import { operatorMarketRoutes } from './operator-markets.js'
import { operatorMoneyRoutes } from './operator-money.js'

export const operatorRoutes = (dependencies: EdgeDependencies): readonly Route[] => [
  ...operatorMarketRoutes(dependencies),
  ...operatorAccountRoutes(dependencies),
  ...operatorMoneyRoutes(dependencies),
]
