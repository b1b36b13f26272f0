// Draws what opens a venue: its configuration, what it lists, its accounts and their first money.
import * as protocol from '@openbell/protocol'
import type { Venue } from '../reference/venue.js'
import type { Chance } from '../world/chance.js'
import type { CommandMaker } from './command-maker.js'
import type { MarketPlan, Plan } from './plan.js'
import { encode } from './stream.js'

export class ListingMaker {
  constructor(
    private readonly chance: Chance,
    private readonly plan: Plan,
    private readonly venue: Venue,
    private readonly commands: CommandMaker,
  ) {}

  /** Configuration, assets, tiers, markets, accounts and their first money. */
  setUp(): Uint8Array[] {
    const { plan, chance } = this
    const house = { account: 0, market: 0 }
    const { limits } = plan
    const wrongs = chance.happens(0.3)
      ? [
          encode(protocol.OpenAccount, { uuid: uuid(1) }),
          encode(protocol.Configure, { ...house, ...limits, tiersMax: 0 }),
          encode(protocol.Configure, { ...house, ...limits, orderListsMax: 1_000_000 }),
          encode(protocol.Configure, { ...house, ...limits, rules: 9 }),
        ]
      : []
    return [
      ...wrongs,
      encode(protocol.Configure, limits),
      encode(protocol.OpenSession, { edge: uuid(1), isOnly: 0 }),
      ...Array.from({ length: plan.assets }, (_, asset) => this.listAsset(asset)),
      ...plan.tiers.map((_, tier) => this.setFeeTier(tier)),
      ...(wrongs.length > 0 ? this.wrongListings() : []),
      ...plan.markets.map((market, number) => this.listMarket(market, number)),
      ...Array.from({ length: plan.accounts }, (_, index) =>
        encode(protocol.OpenAccount, { uuid: uuid(index + 1) }),
      ),
      ...Array.from({ length: plan.accounts }, (_, index) => this.firstMoney(index)).flat(),
    ]
  }

  private firstMoney(index: number): Uint8Array[] {
    const account = protocol.limits.accountUserMin + index
    const group = this.chance.happens(0.3) ? 1 : 0
    return [
      encode(protocol.SetTradeGroup, { account, tradeGroup: group }),
      encode(protocol.SetAccountTier, { account, tier: this.chance.below(3) }),
      ...Array.from({ length: this.plan.assets }, (_, asset) =>
        encode(protocol.Deposit, {
          account,
          asset,
          amountUnits: this.plan.wealthUnits,
          idempotencyKey: `first ${asset}`,
        }),
      ),
    ]
  }

  private listAsset(asset: number): Uint8Array {
    const { chance } = this
    return encode(protocol.ListAsset, {
      asset,
      assetKind: 0,
      decimals: 4,
      displayDecimals: 2,
      switches: 3,
      withdrawalMinUnits: BigInt(chance.pick([0, 5])),
      withdrawalMaxUnits: BigInt(chance.pick([0, 500])),
      withdrawalFeeUnits: BigInt(chance.pick([0, 3])),
      code: `A${asset}`,
      name: `Asset ${asset}`,
    })
  }

  listMarket(market: MarketPlan, number: number): Uint8Array {
    const { base, quote, tickUnits, lotUnits, priceMaxTicks, rules, state } = market
    return this.commands.write(protocol.ListMarket, {
      market: number,
      baseAsset: base,
      quoteAsset: quote,
      tickUnits: tickUnits,
      lotUnits,
      priceMaxTicks,
      ...rules,
      state,
      symbol: `M${number}`,
    })
  }

  /** Each wrong in one way. */
  private wrongListings(): Uint8Array[] {
    const [market] = this.plan.markets
    const { rules } = market
    const wrongMarkets: readonly Partial<MarketPlan>[] = [
      { base: 77 },
      { base: 0, quote: 0 },
      { tickUnits: 0n },
      { lotUnits: 0n },
      { tickUnits: 1n, lotUnits: 1n },
      { tickUnits: 2n ** 60n, lotUnits: 10_000n },
      { priceMaxTicks: 0 },
      { priceMaxTicks: 2 ** 31 - 2, lotUnits: 1n, tickUnits: 10_000n },
      { rules: { ...rules, quantityMinLots: 0 } },
      { rules: { ...rules, notionalMinUnits: -1n } },
      { rules: { ...rules, slippagePpm: 1_000_000 } },
      { state: 9 },
    ]
    return [
      ...wrongMarkets.map((wrong) => this.listMarket({ ...market, ...wrong }, 0)),
      this.listMarket(market, 77),
      this.listAsset(0),
      this.listAsset(99),
      this.setFeeTier(99),
    ]
  }

  private setFeeTier(tier: number): Uint8Array {
    const fees = this.plan.tiers[tier % this.plan.tiers.length]
    return encode(protocol.SetFeeTier, { tier, ...fees, volumeMinUnits: 0n, name: `tier ${tier}` })
  }

  anotherMarket(): Uint8Array {
    const { chance, plan, venue } = this
    const market = { ...chance.pick(plan.markets), base: this.asset(), quote: this.asset() }
    return this.listMarket(market, venue.markets.length)
  }

  private asset(): number {
    return this.chance.below(this.plan.assets)
  }
}

export const uuid = (number: number): Uint8Array => new Uint8Array(16).fill(number)
