// Whoever runs the exchange: halts and freezes what is soon thawed again, and errs now and then.
import {
  Adjust,
  DelistMarket,
  FreezeAccount,
  KillScope,
  KillSwitch,
  limits,
  MarketState,
  OpenAccount,
  SetAccountTier,
  SetAssetSwitches,
  SetFeeTier,
  SetMarketState,
  SetReferencePrice,
  SetTradeGroup,
} from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { assetCount } from '../world/small-genesis.js'
import { bounds } from './draw-orders.js'
import { type Intent, intentOf } from './intent.js'
import { drawListing } from './listings.js'
import { moneyKey } from './names.js'

const head = { account: 0, market: 0, deadlineMs: 0 }
const bothSwitches = 3
/** So many markets that one may be lost for ever. */
const marketsToDelist = 3

export class Operator {
  /** What undoes the last thing it did. */
  private undo: Intent[] = []
  private adjustments = 0

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
      [() => this.close(), 3],
      [() => this.auction(), 6],
      [() => this.marketState(this.market(), MarketState.trading), 10],
      [() => this.marketState(this.market(), chance.below(6)), 2],
      [() => this.marketState(chance.pick([0, 7]), 9), 1],
      [() => this.kill(), 3],
      [() => this.referencePrice(), 3],
      [() => this.adjust(), 6],
      [() => this.switches(), 3],
      [() => this.group(), 4],
      [() => this.openMore(), 3],
      [() => this.tier(chance.below(2), chance.between(limits.accountUserMin, 40)), 3],
      [() => this.tier(chance.between(2, 3), limits.accountUserMin), 2],
      [() => this.feeTier(chance.below(4), chance.pick([0, 1000, 2_000_000])), 3],
      [() => drawListing(chance, this.markets), 16],
      [() => this.delist(), this.markets === marketsToDelist ? 1 : 0],
    ]
  }

  private market(): number {
    return this.chance.below(this.markets)
  }

  private account(): number {
    return limits.accountUserMin + this.chance.below(this.accounts)
  }

  private freeze(): Intent {
    const account = this.account()
    const set = (frozen: number) => intentOf(FreezeAccount, { ...head, account }, { frozen })
    this.undo.push(set(0))
    return set(1)
  }

  /** Into a state in which nothing trades, and back by the way that there is. */
  private close(): Intent {
    const market = this.market()
    this.reopen(market)
    const states = [MarketState.halted, MarketState.cancelOnly]
    return this.marketState(market, this.chance.pick(states))
  }

  /** An auction leads everywhere, and from nearly everywhere to it. */
  private reopen(market: number): void {
    const { auction, preOpen, trading } = MarketState
    this.undo.push(this.marketState(market, trading))
    this.undo.push(this.marketState(market, this.chance.pick([auction, auction, preOpen])))
  }

  private auction(): Intent {
    const { chance } = this
    const market = this.market()
    if (chance.happens(0.5)) this.undo.push(this.marketState(market, MarketState.trading))
    const auctionUs = chance.pick([0, 3_000, 100_000, 2_000_000])
    return this.marketState(market, MarketState.auction, auctionUs)
  }

  private marketState(market: number, state: number, auctionUs = 0): Intent {
    return intentOf(SetMarketState, { ...head, market }, { state, auctionUs })
  }

  private kill(): Intent {
    const { chance } = this
    const scope = chance.weigh([
      [KillScope.account, 4],
      [KillScope.market, 3],
      [KillScope.everything, 1],
      [3, 1],
    ])
    const [account, market] = [this.account(), this.market()]
    if (scope === KillScope.account)
      this.undo.push(intentOf(FreezeAccount, { ...head, account }, { frozen: 0 }))
    if (scope === KillScope.market) this.reopen(market)
    if (scope === KillScope.everything)
      for (let each = 0; each < this.markets; each++) this.reopen(each)
    return intentOf(KillSwitch, { ...head, account, market }, { scope })
  }

  private referencePrice(): Intent {
    const { chance } = this
    const priceTicks = chance.pick([0, chance.between(97, 103), bounds.priceMaxTicks + 1])
    return intentOf(SetReferencePrice, { ...head, market: this.market() }, { priceTicks })
  }

  private adjust(): Intent {
    const { chance } = this
    const account = this.account()
    const idempotencyKey = `a${this.adjustments++}`
    const amountUnits = BigInt(chance.between(-2000, 4000))
    const reason = chance.happens(0.8) ? 'a correction' : ''
    const body = { asset: chance.below(assetCount), amountUnits, idempotencyKey, reason }
    const key = moneyKey(account, idempotencyKey)
    return intentOf(Adjust, { ...head, account }, body, { key })
  }

  private switches(): Intent {
    const asset = this.chance.below(assetCount)
    this.undo.push(intentOf(SetAssetSwitches, head, { asset, switches: bothSwitches }))
    return intentOf(SetAssetSwitches, head, { asset, switches: this.chance.below(bothSwitches) })
  }

  private group(): Intent {
    const tradeGroup = this.chance.below(3)
    return intentOf(SetTradeGroup, { ...head, account: this.account() }, { tradeGroup })
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

  /** Seldom, since it is for ever. */
  private delist(): Intent {
    if (!this.chance.happens(0.2)) return this.referencePrice()
    return intentOf(DelistMarket, { ...head, market: this.markets - 1 }, {})
  }
}
