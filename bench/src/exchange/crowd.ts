// A venue of many markets and accounts with a full book, and an endless flow of what its traders do.
import type { Engine } from '@openbell/engine'
import * as protocol from '@openbell/protocol'
import { applyFrames } from '../core-run.js'
import { Random } from '../workload/random.js'
import { zipfWeights } from '../workload/weights.js'
import { type Placed, type Placing, SessionOrders } from './session-orders.js'
import { accountMin, homeMarketOf, type Venue } from './venue.js'
import { stepUs, venueMaker } from './venue-core.js'
import { addWorkload } from './workload-commands.js'

const batch = 256
/** Orders rest so far from the middle at most, and takers reach over it. */
const restTicks = 1_000
const takeTicks = 10
const lotsMax = 100
/** Of a hundred commands; the others are cancels. So the book keeps its size, more or less. */
const restPercent = 47
const takePercent = 8

export type Draw = (random: Random) => Placing

/** Between the prices of who buys and who sells in the book that is filled. */
export interface Middle {
  readonly bidBelowTicks: number
  readonly askAboveTicks: number
}

const narrow: Middle = { bidBelowTicks: 33_504, askAboveTicks: 33_504 }

export class Crowd {
  readonly core: Engine
  private readonly random: Random
  private readonly session: SessionOrders
  /** What was placed to rest and not cancelled; takers have ended some of it. */
  private readonly placed: Placed[] = []

  /** Of the last workload, by its numbers. */
  private workloadPlaced = new Map<number, Placed>()

  /** `draw` says who does something next, and where. */
  constructor(
    venue: Venue,
    seed: number,
    private readonly draw: Draw,
    private readonly middle = narrow,
  ) {
    this.core = venueMaker(venue)()
    this.random = new Random(seed)
    this.session = new SessionOrders(protocol, venue, false)
  }

  /** Puts so many orders into the books. */
  fill(orders: number): void {
    applyFrames(this.core, this.resting(orders, batch), stepUs)
  }

  /** So many orders that rest, `size` a frame; valid until the next call. */
  resting(orders: number, size: number): Uint8Array[] {
    for (let index = 0; index < orders; index++) this.addResting()
    return this.take(size)
  }

  /** The next commands, `size` a frame; valid until the next call. */
  flow(commands: number, size: number): Uint8Array[] {
    for (let index = 0; index < commands; index++) {
      const chance = this.random.below(100)
      if (chance < restPercent || this.placed.length === 0) this.addResting()
      else if (chance < restPercent + takePercent) this.addTaking()
      else this.addCancel()
    }
    return this.take(size)
  }

  /**
   * The commands for a workload's records, `size` a frame, whose orders' owners and markets are drawn;
   * valid until the next call. Before them whatever the last workload may have left is cancelled.
   */
  workload(records: Uint8Array, size: number): { commands: number; frames: Uint8Array[] } {
    for (const order of this.workloadPlaced.values()) this.session.cancel(order)
    applyFrames(this.core, this.take(batch), stepUs)
    const { session, random, draw } = this
    this.workloadPlaced = addWorkload(session, records, false, () => draw(random))
    return { commands: session.commands.count, frames: this.take(size) }
  }

  private take(size: number): Uint8Array[] {
    const { commands } = this.session
    const frames = commands.batches(size)
    commands.clear()
    return frames
  }

  private addResting(): void {
    this.placed.push(this.add(-1 - this.random.below(restTicks), false))
  }

  private addTaking(): void {
    this.add(takeTicks, true)
  }

  /** An order so many ticks beyond the middle; below zero it is short of it, and rests. */
  private add(beyondTicks: number, takes: boolean): Placed {
    const { random, middle } = this
    const side = random.below(2)
    const isBuy = side === protocol.Side.buy
    return this.session.place(this.draw(random), {
      side,
      priceTicks: isBuy ? middle.bidBelowTicks + beyondTicks : middle.askAboveTicks - beyondTicks,
      quantityLots: 1 + random.below(lotsMax),
      takes,
    })
  }

  private addCancel(): void {
    const { placed } = this
    const index = this.random.below(placed.length)
    this.session.cancel(placed[index])
    const last = placed.pop() as Placed
    if (index < placed.length) placed[index] = last
  }
}

/** Traders and markets, the first ones much more often than the others. */
export function byZipf({ traders, markets }: Venue): Draw {
  const [traderWeights, marketWeights] = [zipfWeights(traders), zipfWeights(markets)]
  return (random) => ({
    account: accountMin + traderWeights.draw(random),
    market: marketWeights.draw(random),
  })
}

/** Any account as often as any other, in its home market. */
export const allAlike =
  (venue: Venue): Draw =>
  (random) => {
    const account = accountMin + random.below(venue.accounts)
    return { account, market: homeMarketOf(venue, account) }
  }
