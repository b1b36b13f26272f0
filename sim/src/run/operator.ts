// Whoever runs the exchange: halts and freezes what is soon thawed again, and errs now and then.
import {
  AssetKind,
  Configure,
  FreezeAccount,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  OpenAccount,
  Rules,
  SetAccountTier,
  SetFeeTier,
  SetMarketState,
} from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { type Intent, intentOf } from './intent.js'

const head = { account: 0, market: 0, deadlineMs: 0 }

export class Operator {
  /** What undoes the last thing it did. */
  private undo: Intent[] = []

  constructor(
    private readonly markets: number,
    private readonly accounts: number,
    private readonly chance: Chance,
  ) {}

  next(): Intent {
    return this.undo.pop() ?? this.chance.weigh(this.draws())()
  }

  /** What gets no answer may not have been done. */
  hearsNothing(intent: Intent): void {
    this.undo.push(intent)
  }

  private draws(): readonly (readonly [() => Intent, number])[] {
    const { chance } = this
    return [
      [() => this.freeze(), 4],
      [() => this.halt(), 4],
      [() => this.openMore(), 3],
      [() => this.tier(chance.below(2), chance.between(limits.accountUserMin, 40)), 3],
      [() => this.tier(chance.between(2, 3), limits.accountUserMin), 2],
      [() => this.feeTier(chance.below(4), chance.pick([0, 1000, 2_000_000])), 3],
      [() => this.marketState(chance.pick([0, 7]), 9), 1],
      [() => this.listAsset(), 4],
      [() => this.listMarket(), 8],
      [() => this.configure(), 1],
    ]
  }

  private freeze(): Intent {
    const account = limits.accountUserMin + this.chance.below(this.accounts)
    const set = (frozen: number) => intentOf(FreezeAccount, { ...head, account }, { frozen })
    this.undo.push(set(0))
    return set(1)
  }

  private halt(): Intent {
    const market = this.chance.below(this.markets)
    this.undo.push(this.marketState(market, MarketState.trading))
    return this.marketState(market, MarketState.halted)
  }

  private marketState(market: number, state: number): Intent {
    return intentOf(SetMarketState, { ...head, market }, { state })
  }

  private openMore(): Intent {
    return intentOf(OpenAccount, head, { uuid: this.chance.bytes(16) })
  }

  private tier(tier: number, account: number): Intent {
    return intentOf(SetAccountTier, { ...head, account }, { tier })
  }

  private feeTier(tier: number, takerPpm: number): Intent {
    const body = { tier, makerPpm: 0, takerPpm, volumeMinUnits: 0n, name: `tier ${tier}` }
    return intentOf(SetFeeTier, head, tier < 2 ? body : { ...body, tier: 3 })
  }

  private configure(): Intent {
    return intentOf(Configure, head, {
      rules: Rules.exchange,
      shard: 0,
      sessionsMax: 1,
      assetsMax: 1,
      marketsMax: 1,
      accountsMax: 20,
      ordersMax: 1,
      clientIdsMax: 1,
      finishedIdsPerAccountMax: 1,
      finishedIdsWindowUs: 1,
      stepsPerFrameMax: 1,
      tiersMax: 1,
      pricePagesMax: 1,
      priceDirectoryEntriesMax: 1,
    })
  }

  private listAsset(): Intent {
    const asset = {
      asset: 4,
      assetKind: AssetKind.crypto,
      decimals: 2,
      displayDecimals: 2,
      switches: 3,
      withdrawalMinUnits: 0n,
      withdrawalMaxUnits: 1000n,
      withdrawalFeeUnits: 0n,
      code: 'NEW',
      name: 'New',
    }
    const faults = [{ asset: 6 }, { asset: 0 }, { code: '' }, { decimals: 11 }]
    return intentOf(ListAsset, head, { ...asset, ...this.chance.pick(faults) })
  }

  private listMarket(): Intent {
    const market = {
      baseAsset: 1,
      quoteAsset: 0,
      tickUnits: 10n,
      lotUnits: 10n,
      priceMaxTicks: 1000,
      quantityMinLots: 1,
      quantityMaxLots: 1000,
      notionalMinUnits: 0n,
      priceBandPpm: 0,
      state: MarketState.trading,
      symbol: 'NEWUSD',
    }
    const faults = [
      { baseAsset: 7 },
      { baseAsset: 0 },
      { tickUnits: 0n },
      { lotUnits: 0n },
      { tickUnits: 3n },
      { quantityMinLots: 0 },
      { priceMaxTicks: 0 },
      { notionalMinUnits: -1n },
      { priceMaxTicks: 1_000_000, quantityMaxLots: 1 },
      { state: 9 },
    ]
    const number = this.chance.weigh([
      [this.markets, 10],
      [0, 1],
      [7, 1],
    ])
    return intentOf(
      ListMarket,
      { ...head, market: number },
      { ...market, ...this.chance.pick(faults) },
    )
  }
}
