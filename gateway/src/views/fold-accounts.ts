// Folds of accounts themselves: opened, tiers, groups, frozen, and the dead man's switch.
import type {
  AccountFrozen,
  AccountOpened,
  AccountTierSet,
  DeadManSet,
  TradeGroupSet,
} from '@openbell/protocol'
import type { Changes } from './changes.js'
import type { ViewState } from './state.js'

export function foldOpened({ accounts }: ViewState, changes: Changes, opened: AccountOpened): void {
  accounts.open(opened.account, opened.tier, changes.timestampUs)
}

export function foldTier({ accounts }: ViewState, changes: Changes, set: AccountTierSet): void {
  accounts.step(set.account, set.accountEvent, changes.timestampUs)
  accounts.setTier(set.account, set.tier)
}

export function foldFrozen({ accounts }: ViewState, changes: Changes, set: AccountFrozen): void {
  accounts.step(set.account, set.accountEvent, changes.timestampUs)
  accounts.setFrozen(set.account, set.frozen !== 0)
}

export function foldTradeGroup({ accounts }: ViewState, changes: Changes, set: TradeGroupSet) {
  accounts.step(set.account, set.accountEvent, changes.timestampUs)
  accounts.setTradeGroup(set.account, set.tradeGroup)
}

export function foldDeadMan({ accounts }: ViewState, changes: Changes, set: DeadManSet): void {
  accounts.step(set.account, set.accountEvent, changes.timestampUs)
  accounts.setDeadMan(set, changes.timestampUs)
}
