// Folds of what is listed: assets, fee tiers, and the accounts that exist of each.
import type {
  AccountOpened,
  AccountTierSet,
  AssetListed,
  AssetSwitchesSet,
  FeeTierSet,
} from '@openbell/protocol'
import { type Batch, houseAccounts } from './batch.js'
import { ProjectionError } from './faults.js'
import { assetKindWords } from './words.js'

export function foldAssetListed(batch: Batch, event: AssetListed): void {
  const { sequence } = batch
  const { asset, code, decimals } = event
  batch.catalogue.listAsset({ asset, code, decimals })
  batch.currencies.push({
    asset,
    code,
    decimals,
    name: event.name,
    kind: assetKindWords.of(event.assetKind),
    displayDecimals: event.displayDecimals,
    withdrawalMinUnits: event.withdrawalMinUnits,
    withdrawalMaxUnits: event.withdrawalMaxUnits,
    withdrawalFeeUnits: event.withdrawalFeeUnits,
    ...switchesOf(event.switches),
    sequence,
  })
  for (const [account, houseName] of houseAccounts)
    batch.accounts.push({ account, currency: code, userId: null, houseName, sequence })
  for (const [account, userId] of batch.opened)
    batch.accounts.push({ account, currency: code, userId, houseName: null, sequence })
}

export function foldAssetSwitches(batch: Batch, event: AssetSwitchesSet): void {
  const { code } = batch.catalogue.asset(event.asset)
  const { sequence } = batch
  const change = { code, ...switchesOf(event.switches), sequence }
  const currency = batch.currencies.find((currency) => currency.code === code)
  if (currency) Object.assign(currency, change)
  else batch.switches.set(code, change)
}

const switchesOf = (bits: number) => ({
  depositsEnabled: (bits & 1) !== 0,
  withdrawalsEnabled: (bits & 2) !== 0,
})

export function foldFeeTier(batch: Batch, event: FeeTierSet): void {
  const { tier, name, makerPpm, takerPpm, volumeMinUnits } = event
  const { sequence } = batch
  batch.feeTiers.set(tier, { tier, name, makerPpm, takerPpm, volumeMinUnits, sequence })
}

export function foldAccountOpened(batch: Batch, { account, tier, uuid }: AccountOpened): void {
  const { sequence, timestampUs } = batch
  const userId = Buffer.from(uuid).toString('hex')
  const before = batch.accounts.length
  for (const { code } of batch.catalogue.assets())
    batch.accounts.push({ account, currency: code, userId, houseName: null, sequence })
  if (batch.accounts.length === before)
    throw new ProjectionError(`account ${account} was opened before any asset was listed`)
  batch.opened.set(account, userId)
  batch.openedTiers.set(account, { account, tier, sinceUs: timestampUs, sequence })
}

export function foldAccountTier(batch: Batch, { account, tier }: AccountTierSet): void {
  const { sequence, timestampUs } = batch
  const tiers = batch.openedTiers.has(account) ? batch.openedTiers : batch.changedTiers
  tiers.set(account, { account, tier, sinceUs: timestampUs, sequence })
}
