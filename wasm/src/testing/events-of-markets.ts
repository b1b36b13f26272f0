// Draws what is told of assets, markets, tiers and auctions.
import * as protocol from '@openbell/protocol'
import { type Drawer, name, onMarket, time } from './names.js'

/** Rules of a market that are not off, as a scenario's line states them. */
function rules(event: protocol.SetMarketRules | protocol.MarketRulesSet): string {
  const { offset } = protocol.SetMarketRules
  const heads = ['kind', 'lane', 'sizeBytes', 'session', 'laneSequence', 'deadlineMs']
  const ignored = [...heads, 'account', 'market']
  const entries = Object.keys(offset)
    .filter((field) => !ignored.includes(field))
    .map((field) => [field, event[field as keyof typeof event]] as const)
  return entries
    .flatMap(([field, value]) => (Number(value) === 0 ? [] : [`${field} ${value}`]))
    .join(', ')
}

const auction = (event: protocol.AuctionIndicated | protocol.AuctionUncrossed): string => {
  const surplus =
    event.surplusLots === 0
      ? ''
      : (event.flags & protocol.AuctionFlag.surplusOfSellers) > 0
        ? ' of the sellers'
        : ' of the buyers'
  const left = `${event.surplusLots} left${surplus}`
  return `${event.volumeLots} @ ${event.priceTicks}, ${left}${onMarket(event.market)}`
}

export const marketDrawers: Record<number, Drawer> = {
  [protocol.Configured.kind]: () => 'configured',
  [protocol.AssetListed.kind]: (view, at) => {
    const event = protocol.AssetListed.read(view, at)
    return `asset ${event.asset} ${event.code}, ${event.decimals} decimals`
  },
  [protocol.AssetSwitchesSet.kind]: (view, at, names) => {
    const event = protocol.AssetSwitchesSet.read(view, at)
    const open = ['nothing', 'deposits', 'withdrawals', 'deposits and withdrawals']
    return `${names.asset(event.asset)} is open for ${name(open, event.switches)}`
  },
  [protocol.MarketListed.kind]: (view, at) => {
    const event = protocol.MarketListed.read(view, at)
    const unit = `${event.notionalUnits} units a lot and tick`
    const state = name(protocol.marketStateNames, event.state)
    return `market ${event.market} ${event.symbol}, ${unit}, ${state}: ${rules(event)}`
  },
  [protocol.MarketRulesSet.kind]: (view, at) => {
    const event = protocol.MarketRulesSet.read(view, at)
    return `rules of market ${event.market}: ${rules(event)}`
  },
  [protocol.MarketStateChanged.kind]: (view, at) => {
    const event = protocol.MarketStateChanged.read(view, at)
    const state = name(protocol.marketStateNames, event.state)
    const isCommand = event.reason === protocol.MarketStateReason.command
    const reason = isCommand ? '' : ` (${name(protocol.marketStateReasonNames, event.reason)})`
    const until = event.untilUs === 0 ? '' : ` until ${time(event.untilUs)}`
    return `market ${event.market} is ${state}${reason}${until}`
  },
  [protocol.ReferencePriceSet.kind]: (view, at) => {
    const event = protocol.ReferencePriceSet.read(view, at)
    const price = event.priceTicks === 0 ? 'the last price' : event.priceTicks
    return `reference price of market ${event.market} is ${price}`
  },
  [protocol.FeeTierSet.kind]: (view, at) => {
    const event = protocol.FeeTierSet.read(view, at)
    return `tier ${event.tier}: maker ${event.makerPpm}, taker ${event.takerPpm} ppm`
  },
  [protocol.AuctionIndicated.kind]: (view, at) =>
    `indicated ${auction(protocol.AuctionIndicated.read(view, at))}`,
  [protocol.AuctionUncrossed.kind]: (view, at) =>
    `uncrossed ${auction(protocol.AuctionUncrossed.read(view, at))}`,
  [protocol.BookLevel.kind]: (view, at) => {
    const event = protocol.BookLevel.read(view, at)
    const side = name(protocol.sideNames, protocol.levelSideOf(event))
    const total = `${event.totalLots} (update ${event.updateId})`
    return `level ${side} ${event.priceTicks}: ${total}${onMarket(event.market)}`
  },
}
