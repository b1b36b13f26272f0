// What the venue trades: configuration, assets, markets and their rules, fee tiers.
import {
  AssetListed,
  AssetSwitchesSet,
  type Configure,
  Configured,
  FeeTierSet,
  type ListAsset,
  type ListMarket,
  limits,
  MarketListed,
  type MarketRules,
  MarketRulesSet,
  MarketState,
  MarketStateReason,
  ReferencePriceSet,
  Reject,
  Rules,
  type SetAssetSwitches,
  type SetFeeTier,
  type SetMarketRules,
  type SetMarketState,
  type SetReferencePrice,
} from '@openbell/protocol'
import { openAccountOf } from './accounts.js'
import { type Answer, done, refused } from './answer.js'
import { moveTo } from './auction.js'
import { checkMarket, checkRules, notionalUnitsOf } from './market-rules.js'
import { beginTurn, endTurn, timeAfter } from './turn.js'
import type { Pools, Venue } from './venue.js'

const unlimited = ['rules', 'shard', 'reserved', 'lane', 'session', 'laneSequence', 'deadlineMs']

export function configure(venue: Venue, command: Configure): Answer {
  if (venue.limits) return refused(Reject.configurationMustBeNew)
  if (command.rules !== Rules.exchange) return refused(Reject.rulesMustAllowCommand)
  if (!isPositive(command)) return refused(Reject.limitsMustBePositive)
  if (!fits(command, venue.pools)) return refused(Reject.limitsMustFitCapacity)
  venue.limits = command
  venue.accountsEnd = limits.accountUserMin
  for (let number = 0; number < limits.accountUserMin; number++) openAccountOf(venue, number, '')
  for (let index = 0; index < command.sessionsMax; index++)
    venue.sessions.push({ number: 0, edge: undefined, heard: [0, 0] })
  const { rules, shard, ordersPerAccountMax } = command
  venue.events.emit(Configured, { rules, shard, ordersPerAccountMax })
  return done(0)
}

function isPositive(command: Configure): boolean {
  const counts = Object.entries(command).filter(
    ([name]) => !unlimited.includes(name) && name !== 'account' && name !== 'market',
  )
  return (
    counts.every(([, count]) => count > 0) &&
    command.accountsMax > limits.accountUserMin &&
    command.priceDirectoryEntriesMax > 1
  )
}

function fits(command: Configure, pools: Pools): boolean {
  if (command.finishedIdsWindowUs > limits.idMax) return false
  return Object.entries(pools).every(([name, count]) => command[name as keyof Pools] <= count)
}

const decimalsMax = 10

export function listAsset(venue: Venue, command: ListAsset): Answer {
  const { asset, code, decimals, displayDecimals } = command
  if (asset >= venue.limit.assetsMax || asset > venue.assets.length)
    return refused(Reject.assetMustBeInRange)
  if (asset < venue.assets.length) return refused(Reject.assetMustBeNew)
  if (code === '') return refused(Reject.codeMustBeSet)
  if (decimals > decimalsMax || displayDecimals > decimals)
    return refused(Reject.decimalsMustBeInRange)
  venue.assets.push(command)
  venue.switches.push(command.switches)
  venue.events.emit(AssetListed, command)
  return done(asset)
}

export function setAssetSwitches(venue: Venue, command: SetAssetSwitches): Answer {
  const { asset, switches } = command
  if (!venue.assets[asset]) return refused(Reject.assetMustBeListed)
  venue.switches[asset] = switches
  venue.events.emit(AssetSwitchesSet, { asset, switches })
  return done(asset)
}

export function setFeeTier(venue: Venue, command: SetFeeTier): Answer {
  if (command.tier >= venue.limit.tiersMax) return refused(Reject.tierMustBeInRange)
  if (command.makerPpm > 1_000_000 || command.takerPpm > 1_000_000)
    return refused(Reject.feesMustBeInRange)
  venue.tiers.set(command.tier, command)
  venue.events.emit(FeeTierSet, command)
  return done(command.tier)
}

export function listMarket(venue: Venue, command: ListMarket): Answer {
  const refusal = checkMarket(venue, command)
  if (refusal) return refused(refusal)
  const { baseAsset, quoteAsset, lotUnits, priceMaxTicks, state } = command
  const notionalUnits = notionalUnitsOf(venue, command)
  venue.markets.push({
    number: command.market,
    base: baseAsset,
    quote: quoteAsset,
    lotUnits,
    notionalUnits,
    priceMax: priceMaxTicks,
    rules: rulesOf(command),
    state,
    untilUs: 0,
    updateId: 0,
    statedPrice: 0,
    lastPrice: 0,
    window: undefined,
    buys: [],
    sells: [],
    triggers: [],
    isIndicationDue: state === MarketState.auction,
  })
  venue.events.emit(MarketListed, { ...command, notionalUnits })
  return done(command.market)
}

function rulesOf(command: MarketRules): MarketRules {
  const { priceMinTicks, quantityMinLots, quantityMaxLots, marketQuantityMaxLots } = command
  const { notionalMinUnits, positionMaxLots, velocityWindowUs, reopenUs } = command
  const { velocityPpm, priceBandPpm, percentUpPpm, percentDownPpm, slippagePpm } = command
  const { ordersPerAccountMax, stopsPerAccountMax, icebergPartsMax } = command
  const { trailingMinBips, trailingMaxBips } = command
  return {
    priceMinTicks,
    quantityMinLots,
    quantityMaxLots,
    marketQuantityMaxLots,
    notionalMinUnits,
    positionMaxLots,
    velocityWindowUs,
    reopenUs,
    velocityPpm,
    priceBandPpm,
    percentUpPpm,
    percentDownPpm,
    slippagePpm,
    ordersPerAccountMax,
    stopsPerAccountMax,
    icebergPartsMax,
    trailingMinBips,
    trailingMaxBips,
  }
}

export function setMarketRules(venue: Venue, command: SetMarketRules): Answer {
  const market = venue.markets[command.market]
  if (!market) return refused(Reject.marketMustBeListed)
  const { priceMax, lotUnits, notionalUnits } = market
  const refusal = checkRules(command, { priceMax, lotUnits, notionalUnits })
  if (refusal) return refused(refusal)
  market.rules = rulesOf(command)
  venue.events.emit(MarketRulesSet, { market: market.number, ...market.rules })
  return done(market.number)
}

export function setReferencePrice(venue: Venue, command: SetReferencePrice): Answer {
  const market = venue.markets[command.market]
  if (!market) return refused(Reject.marketMustBeListed)
  const { priceTicks } = command
  if (priceTicks > market.priceMax) return refused(Reject.priceMustBeInRange)
  market.statedPrice = priceTicks
  venue.events.emit(ReferencePriceSet, { market: market.number, priceTicks })
  return done(market.number)
}

const { preOpen, auction, trading, cancelOnly, halted } = MarketState

/** The states that may follow each state. */
const following: Record<number, readonly number[]> = {
  [preOpen]: [auction, trading, cancelOnly, halted],
  [auction]: [trading, cancelOnly, halted],
  [trading]: [auction, cancelOnly, halted],
  [cancelOnly]: [preOpen, auction, trading, halted],
  [halted]: [preOpen, auction, cancelOnly],
}

export function setMarketState(venue: Venue, command: SetMarketState): Answer {
  const { state, auctionUs } = command
  if (state > halted) return refused(Reject.marketStateMustBeKnown)
  const market = venue.markets[command.market]
  if (!market) return refused(Reject.marketMustBeListed)
  const mayFollow = following[market.state]?.includes(state) ?? false
  if (!mayFollow) return refused(Reject.marketStateMustFollow)
  const untilUs = state === auction && auctionUs !== 0 ? timeAfter(venue, auctionUs) : 0
  const turn = beginTurn(market)
  moveTo(venue, turn, state, MarketStateReason.command, untilUs)
  endTurn(venue, turn)
  return done(market.number)
}
