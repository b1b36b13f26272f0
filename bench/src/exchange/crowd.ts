// A venue of many markets and accounts with a full book, and flows of its traders.
import type { Engine } from '@openbell/engine'
import * as protocol from '@openbell/protocol'
import { applyFrames } from '../core-run.js'
import { generateOrders } from '../workload/generate-orders.js'
import { Random } from '../workload/random.js'
import { zipfWeights } from '../workload/weights.js'
import { type Chooser, ExchangeWriter } from './exchange-writer.js'
import { accountMin, homeMarketOf, type Venue } from './venue.js'
import { stepUs, venueMaker } from './venue-core.js'

const batch = 256
/** Round this price, and so far from it at most, orders rest from the start. */
const midTicks = 33_504
const spreadTicks = 1_000
const lotsMax = 100

export class Crowd {
  readonly core: Engine
  private readonly writer: ExchangeWriter
  private readonly random: Random
  private flows = 0

  constructor(
    readonly venue: Venue,
    private readonly seed: number,
  ) {
    this.core = venueMaker(venue)()
    this.random = new Random(seed)
    this.writer = new ExchangeWriter(protocol, venue, {
      clientOrderIds: false,
      marketOrders: false,
    })
  }

  /** Orders of as many accounts, each in its home market. */
  rest(orders: number): void {
    const { random, writer, venue } = this
    for (let index = 0; index < orders; index++) {
      const account = accountMin + (index % venue.accounts)
      const side = random.below(2)
      const distanceTicks = 1 + random.below(spreadTicks)
      const priceTicks =
        side === protocol.Side.buy ? midTicks - distanceTicks : midTicks + distanceTicks
      const market = homeMarketOf(venue, account)
      writer.addResting({ account, market }, side, priceTicks, 1 + random.below(lotsMax))
    }
    applyFrames(this.core, writer.commands.batches(batch), stepUs)
    writer.commands.clear()
  }

  /** The next commands of `orders` new orders, `size` a frame; valid until the next call. */
  flow(orders: number, choose: Chooser, size: number): { frames: Uint8Array[]; commands: number } {
    const { commands } = this.writer
    const seed = this.seed + ++this.flows
    commands.clear()
    this.writer.addOrders(generateOrders({ scenario: 'normal', orders, seed }), choose)
    return { frames: commands.batches(size), commands: commands.count }
  }

  /** Traders and markets, some much more often than others. */
  byZipf(): Chooser {
    const { random, venue } = this
    const traders = zipfWeights(venue.traders)
    const markets = zipfWeights(venue.markets)
    return () => ({ account: accountMin + traders.draw(random), market: markets.draw(random) })
  }

  /** Any account as often as any other, in its home market. */
  uniformly(): Chooser {
    const { random, venue } = this
    return () => {
      const account = accountMin + random.below(venue.accounts)
      return { account, market: homeMarketOf(venue, account) }
    }
  }
}
