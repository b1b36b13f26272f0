// Draws the commands of those who run the venue: money, accounts, markets, states, switches.
import * as protocol from '@openbell/protocol'
import { KillScope, MarketState } from '@openbell/protocol'
import type { Venue } from '../reference/venue.js'
import type { Chance } from '../world/chance.js'
import type { CommandMaker, Head } from './command-maker.js'
import { type ListingMaker, uuid } from './listing-maker.js'
import type { OrderMaker } from './order-maker.js'
import { drawRules, type Plan } from './plan.js'
import { encode } from './stream.js'

const { preOpen, auction, trading, cancelOnly, halted } = MarketState

export class VenueMaker {
  private keys = 0

  constructor(
    private readonly chance: Chance,
    private readonly plan: Plan,
    private readonly venue: Venue,
    private readonly orders: OrderMaker,
    private readonly commands: CommandMaker,
    private readonly listings: ListingMaker,
  ) {}

  money(head: Head): Uint8Array {
    const { chance } = this
    const asset = this.asset()
    const toAccount = this.account()
    const amountUnits = this.amount()
    const idempotencyKey = this.key()
    const given = { ...head, asset, amountUnits, idempotencyKey }
    switch (chance.below(3)) {
      case 0:
        return this.commands.write(protocol.Deposit, given)
      case 1:
        return this.commands.write(protocol.Transfer, { ...given, toAccount })
      default: {
        const signed = chance.happens(0.5) ? amountUnits : -amountUnits
        const reason = chance.happens(0.9) ? 'because' : ''
        return this.commands.write(protocol.Adjust, { ...given, amountUnits: signed, reason })
      }
    }
  }

  withdrawal(head: Head): Uint8Array {
    const { chance, venue } = this
    const reserved = venue.withdrawals.at(0)
    if (reserved && chance.happens(0.5)) {
      const account = chance.happens(0.9) ? reserved.account.number : head.account
      const given = { ...head, account, withdrawalId: reserved.id }
      const layout = chance.pick([protocol.SettleWithdrawal, protocol.ReleaseWithdrawal])
      return this.commands.write(layout, given)
    }
    const asset = this.asset()
    if (chance.happens(0.15))
      return encode(protocol.SetAssetSwitches, {
        ...head,
        asset,
        switches: chance.pick([3, 3, 3, 0, 1, 2]),
      })
    const given = { ...head, asset, amountUnits: this.amount(), idempotencyKey: this.key() }
    const layout = chance.pick([protocol.ReserveWithdrawal, protocol.Withdraw])
    return this.commands.write(layout, given)
  }

  state(head: Head): Uint8Array {
    const { chance } = this
    const now = this.venue.markets[head.market]?.state
    const choices: Record<number, readonly number[]> = {
      [trading]: [auction, auction, auction, cancelOnly, halted],
      [halted]: [preOpen, auction, cancelOnly],
      [cancelOnly]: [trading, trading, auction, preOpen, halted],
    }
    const state = chance.pick(choices[now] ?? [trading, trading, trading, cancelOnly, auction])
    const auctionUs = chance.pick([0, 100, 3000, 100_000])
    return this.commands.write(protocol.SetMarketState, { ...head, state, auctionUs })
  }

  rules(head: Head): Uint8Array {
    const { priceMaxTicks } = this.orders.planOf(head.market)
    const rules = drawRules(this.chance, priceMaxTicks)
    return this.commands.write(protocol.SetMarketRules, { ...head, ...rules })
  }

  reference(head: Head): Uint8Array {
    const price = this.orders.price(this.venue.markets[head.market], head.market)
    const priceTicks = this.chance.happens(0.4) ? 0 : price
    return this.commands.write(protocol.SetReferencePrice, { ...head, priceTicks })
  }

  freeze(head: Head): Uint8Array {
    const frozen = [...this.venue.accounts.values()].find(({ isFrozen }) => isFrozen)
    const thaw = frozen !== undefined && this.chance.happens(0.8)
    const account = thaw ? frozen.number : head.account
    return this.commands.write(protocol.FreezeAccount, { ...head, account, frozen: thaw ? 0 : 1 })
  }

  tier(head: Head): Uint8Array {
    return this.commands.write(protocol.SetAccountTier, { ...head, tier: this.chance.below(5) })
  }

  group(head: Head): Uint8Array {
    const tradeGroup = this.chance.pick([0, 1, 1, 2])
    return this.commands.write(protocol.SetTradeGroup, { ...head, tradeGroup })
  }

  deadMan(head: Head): Uint8Array {
    const timeoutUs = this.chance.pick([0, 200, 2000, 50_000])
    return this.commands.write(protocol.SetDeadMan, { ...head, timeoutUs })
  }

  kill(head: Head): Uint8Array {
    const scope = this.chance.weigh([
      [KillScope.account, 4],
      [KillScope.market, 3],
      [KillScope.everything, 1],
      [9, 1],
    ])
    return this.commands.write(protocol.KillSwitch, { ...head, scope })
  }

  delist(head: Head): Uint8Array {
    return this.commands.write(protocol.DelistMarket, head)
  }

  session(): Uint8Array {
    const { chance } = this
    const edge = uuid(chance.between(1, 4))
    if (chance.happens(0.4)) return encode(protocol.EndSession, { edge })
    return encode(protocol.OpenSession, { edge, isOnly: chance.happens(0.3) ? 1 : 0 })
  }

  /** More accounts, assets, markets and tiers; a second configuration. */
  more(head: Head): Uint8Array {
    const { chance, plan } = this
    switch (chance.below(5)) {
      case 0:
        return encode(protocol.OpenAccount, { uuid: uuid(chance.between(1, 14)) })
      case 1:
        return this.commands.write(protocol.ListAsset, { ...this.assetFields(head) })
      case 2:
        return this.listings.anotherMarket()
      case 3:
        return this.commands.write(protocol.SetFeeTier, {
          ...head,
          tier: chance.below(5),
          makerPpm: chance.pick([0, 500, 1_000_001]),
          takerPpm: chance.pick([10, 999_999]),
          volumeMinUnits: 5n,
          name: 'more',
        })
      default:
        return encode(protocol.Configure, plan.limits)
    }
  }

  private assetFields(head: Head) {
    const { chance, venue } = this
    const decimals = chance.pick([0, 8, 11])
    return {
      ...head,
      asset: venue.assets.length,
      assetKind: 1,
      decimals,
      displayDecimals: chance.pick([0, 9]),
      switches: 3,
      withdrawalMinUnits: 0n,
      withdrawalMaxUnits: 0n,
      withdrawalFeeUnits: 0n,
      code: chance.pick(['', 'NEW', 'NEW']),
      name: 'New',
    }
  }

  /** What is no command of this exchange. */
  nonsense(): Uint8Array {
    const kind = this.chance.pick([0, 2, 7, 31, 32, 200])
    const isBenchmark = kind <= protocol.BenchmarkModify.kind
    const bytes = new Uint8Array(isBenchmark ? 40 : this.chance.pick([32, 40, 96]))
    bytes[0] = kind
    if (!isBenchmark) bytes[2] = bytes.length
    return bytes
  }

  private amount(): bigint {
    return this.chance.weigh([
      [BigInt(this.chance.between(1, 10)), 4],
      [BigInt(this.chance.between(1, 10_000)), 4],
      [this.plan.wealthUnits, 2],
      [2n ** 63n - 1n, 1],
      [2n ** 62n, 1],
    ])
  }

  private key(): string {
    if (this.chance.happens(0.05)) return ''
    return this.chance.happens(0.2) ? `k${this.chance.below(5)}` : `n${++this.keys}`
  }

  private asset(): number {
    return this.chance.below(this.plan.assets)
  }

  private account(): number {
    return protocol.limits.accountUserMin + this.chance.below(this.plan.accounts)
  }
}
