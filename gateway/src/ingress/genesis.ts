// The genesis file as commands of session 0: the first thing that a new journal holds.
// Later changes of listings and tiers are commands too, and come through the link.
import {
  AssetKind,
  Configure,
  Lane,
  ListAsset,
  ListMarket,
  Rules,
  SetFeeTier,
} from '@openbell/protocol'
import { GenesisError, units } from './genesis-error.js'
import { directoryEntries, listedRules } from './genesis-market.js'
import { type Genesis, type GenesisCurrency, genesisShape } from './genesis-shape.js'

export { GenesisError } from './genesis-error.js'
export type { Genesis } from './genesis-shape.js'

const ppmDecimals = 6
/** Volume is counted in USD-equivalent with eight decimals. */
const volumeDecimals = 8
/** The tables hold amounts below this, in whole coins: DECIMAL(20,8). */
const wholeMax = 10n ** 12n

interface Head {
  lane: number
  session: number
  laneSequence: number
  deadlineMs: number
  account: number
  market: number
}

interface Shape<Fields> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
}

/** Commands of session 0 in the order in which they were added. */
class CommandList {
  readonly commands: Uint8Array[] = []

  add<Fields>(shape: Shape<Fields & Head>, fields: Omit<Fields, keyof Head>, market = 0): void {
    const bytes = new Uint8Array(shape.sizeBytes)
    const head: Head = {
      lane: Lane.orders,
      session: 0,
      laneSequence: this.commands.length + 1,
      deadlineMs: 0,
      account: 0,
      market,
    }
    shape.write(new DataView(bytes.buffer), 0, { ...fields, ...head } as Fields & Head)
    this.commands.push(bytes)
  }
}

/**
 * The commands that make a new exchange: Configure, the fee tiers, the assets, the markets. Numbers
 * of tiers, assets and markets are their places in the file, from 0.
 * @throws GenesisError naming the first field that is missing, unknown or breaks a rule.
 */
export function encodeGenesis(file: unknown): Uint8Array[] {
  const genesis = parseShape(file)
  const list = new CommandList()
  addLimits(list, genesis)
  addFeeTiers(list, genesis)
  addAssets(list, genesis)
  addMarkets(list, genesis)
  return list.commands
}

function parseShape(file: unknown): Genesis {
  const parsed = genesisShape.safeParse(file)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new GenesisError(pathText(issue.path), issue.message)
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text + (text && '.') + String(part),
    '',
  ) || 'file'

function addLimits(list: CommandList, { limits }: Genesis): void {
  const { finishedIdsWindowSeconds, ...counts } = limits
  list.add(Configure, {
    ...counts,
    rules: Rules.exchange,
    shard: 0,
    finishedIdsWindowUs: finishedIdsWindowSeconds * 1_000_000,
  })
}

function addFeeTiers(list: CommandList, { feeTiers, limits }: Genesis): void {
  if (feeTiers.length > limits.tiersMax) throw new GenesisError('feeTiers', 'exceed tiersMax')
  let volumeBefore = -1n
  for (const [tier, { name, ...rates }] of feeTiers.entries()) {
    const path = `feeTiers[${tier}]`
    const ppm = (field: 'makerRate' | 'takerRate') => {
      const value = Number(units(`${path}.${field}`, rates[field], ppmDecimals))
      if (value >= 1_000_000) throw new GenesisError(`${path}.${field}`, 'must be below 1')
      return value
    }
    const volumeMinUnits = units(`${path}.volumeMin`, rates.volumeMin, volumeDecimals)
    if (tier === 0 && volumeMinUnits !== 0n)
      throw new GenesisError(`${path}.volumeMin`, 'must be 0 in the first tier')
    if (volumeMinUnits <= volumeBefore)
      throw new GenesisError(`${path}.volumeMin`, 'must be above the tier before')
    volumeBefore = volumeMinUnits
    list.add(SetFeeTier, {
      tier,
      makerPpm: ppm('makerRate'),
      takerPpm: ppm('takerRate'),
      volumeMinUnits,
      name,
    })
  }
}

function addAssets(list: CommandList, { currencies, limits }: Genesis): void {
  if (currencies.length > limits.assetsMax) throw new GenesisError('currencies', 'exceed assetsMax')
  for (const [asset, currency] of currencies.entries()) {
    const path = `currencies[${asset}]`
    if (currencies.findIndex(({ code }) => code === currency.code) < asset)
      throw new GenesisError(`${path}.code`, `${currency.code} stands twice`)
    if (currency.displayDecimals > currency.decimals)
      throw new GenesisError(`${path}.displayDecimals`, 'exceed decimals')
    list.add(ListAsset, {
      asset,
      assetKind: AssetKind[currency.kind],
      decimals: currency.decimals,
      displayDecimals: currency.displayDecimals,
      switches: (currency.deposits ? 1 : 0) + (currency.withdrawals ? 2 : 0),
      ...withdrawalRules(path, currency),
      code: currency.code,
      name: currency.name,
    })
  }
}

function withdrawalRules(path: string, currency: GenesisCurrency) {
  const amount = (field: 'withdrawalMin' | 'withdrawalMax' | 'withdrawalFee') => {
    const value = units(`${path}.${field}`, currency[field], currency.decimals)
    if (value >= wholeMax * 10n ** BigInt(currency.decimals))
      throw new GenesisError(`${path}.${field}`, `must be below ${wholeMax}`)
    return value
  }
  const withdrawalMinUnits = amount('withdrawalMin')
  const withdrawalMaxUnits = amount('withdrawalMax')
  if (withdrawalMaxUnits < withdrawalMinUnits)
    throw new GenesisError(`${path}.withdrawalMax`, 'is below withdrawalMin')
  return { withdrawalMinUnits, withdrawalMaxUnits, withdrawalFeeUnits: amount('withdrawalFee') }
}

function addMarkets(list: CommandList, { markets, currencies, limits }: Genesis): void {
  if (markets.length > limits.marketsMax) throw new GenesisError('markets', 'exceed marketsMax')
  const symbols = new Set<string>()
  let entries = 0
  for (const [market, listing] of markets.entries()) {
    const path = `markets[${market}]`
    const baseAsset = currencies.findIndex(({ code }) => code === listing.base)
    const quoteAsset = currencies.findIndex(({ code }) => code === listing.quote)
    if (baseAsset < 0) throw new GenesisError(`${path}.base`, `${listing.base} is no currency`)
    if (quoteAsset < 0) throw new GenesisError(`${path}.quote`, `${listing.quote} is no currency`)
    if (baseAsset === quoteAsset) throw new GenesisError(`${path}.quote`, 'is the base as well')
    const symbol = listing.base + listing.quote
    if (symbols.has(symbol)) throw new GenesisError(path, `${symbol} stands twice`)
    symbols.add(symbol)
    const rules = listedRules(path, listing, currencies[baseAsset], currencies[quoteAsset])
    entries += directoryEntries(rules.priceMaxTicks)
    if (entries > limits.priceDirectoryEntriesMax)
      throw new GenesisError(`${path}.priceMax`, 'exceeds what is left of priceDirectoryEntriesMax')
    list.add(ListMarket, { ...rules, baseAsset, quoteAsset, symbol }, market)
  }
}
