// Folds of what is listed: assets, markets, fee tiers, and the accounts that exist of each.
import type {
  AccountOpened,
  AccountTierSet,
  AssetListed,
  FeeTierSet,
  MarketListed,
  MarketStateChanged,
} from '@openbell/protocol'
import { type Batch, houseAccounts } from './batch.js'
import { ProjectionError } from './faults.js'
import { assetKindWords, marketStateWords } from './words.js'

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
    depositsEnabled: (event.switches & 1) !== 0,
    withdrawalsEnabled: (event.switches & 2) !== 0,
    sequence,
  })
  for (const [account, houseName] of houseAccounts)
    batch.accounts.push({ account, currency: code, userId: null, houseName, sequence })
  for (const [account, userId] of batch.opened)
    batch.accounts.push({ account, currency: code, userId, houseName: null, sequence })
}

export function foldMarketListed(batch: Batch, event: MarketListed): void {
  const { market, symbol, tickUnits, lotUnits } = event
  const listed = {
    market,
    symbol,
    base: batch.catalogue.asset(event.baseAsset),
    quote: batch.catalogue.asset(event.quoteAsset),
    tickUnits,
    lotUnits,
  }
  batch.catalogue.listMarket(listed)
  batch.pairs.push({
    ...listed,
    quantityMinLots: event.quantityMinLots,
    quantityMaxLots: event.quantityMaxLots,
    notionalMinUnits: event.notionalMinUnits,
    priceBandPpm: event.priceBandPpm,
    status: marketStateWords.of(event.state),
    sequence: batch.sequence,
  })
}

export function foldMarketState(batch: Batch, event: MarketStateChanged): void {
  const { symbol } = batch.catalogue.market(event.market)
  const status = marketStateWords.of(event.state)
  const { sequence } = batch
  const pair = batch.pairs.find((pair) => pair.symbol === symbol)
  if (pair) Object.assign(pair, { status, sequence })
  else batch.pairStatuses.set(symbol, { symbol, status, sequence })
}

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
