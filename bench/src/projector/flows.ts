// What is projected: orders that all meet, and what a crowd of traders does.
import type { EventFrame } from '@openbell/gateway/ports.js'
import * as protocol from '@openbell/protocol'
import { allAlike, byZipf, Crowd } from '../exchange/crowd.js'
import { SessionOrders } from '../exchange/session-orders.js'
import type { Venue } from '../exchange/venue.js'
import { Random } from '../workload/random.js'
import { FrameMaker } from './frame-maker.js'

const venue: Venue = {
  assets: 8,
  markets: 9,
  accounts: 2_000,
  traders: 2_000,
  ordersMax: 1_048_576,
}
const priceTicks = 33_504
const lotsMax = 100

/** Orders of a crowd of several thousands each second come in frames of about so many. */
export const commandsPerFrame = 20

/** Frames that come one after another: what is there before, and then by trials. */
export interface Flow {
  readonly before: readonly EventFrame[]
  trial(): Trial
}

export interface Trial {
  /** What the trial needs, and what is not timed. */
  readonly ahead: readonly EventFrame[]
  readonly timed: readonly EventFrame[]
}

/**
 * Every fill ends an order that rested and one that came: one order changes, one is new, and both
 * sides pay a fee.
 */
export function fillFlow(fillsPerTrial: number): Flow {
  const maker = new FrameMaker(venue)
  const before = maker.genesis()
  const session = new SessionOrders(protocol, venue, false)
  const random = new Random(1)
  const draw = allAlike(venue)
  const take = (stepUs: number) => {
    const batches = session.commands.batches(commandsPerFrame)
    const frames = maker.frames(batches, stepUs)
    session.commands.clear()
    return frames
  }
  const trial = () => {
    const resting = Array.from({ length: fillsPerTrial }, () => ({
      market: random.below(venue.markets),
      quantityLots: 1 + random.below(lotsMax),
    }))
    const place = (side: number, takes: boolean) => {
      for (const { market, quantityLots } of resting) {
        const { account } = draw(random)
        session.place({ account, market }, { side, priceTicks, quantityLots, takes })
      }
      return take(1_000)
    }
    return { ahead: place(protocol.Side.sell, false), timed: place(protocol.Side.buy, true) }
  }
  return { before, trial }
}

/** Half of the commands are orders that rest, a few take, and the others are cancels. */
export function crowdFlow(commandsPerTrial: number): Flow {
  const maker = new FrameMaker(venue)
  const crowd = new Crowd(venue, 1, byZipf(venue))
  const stepUs = 2_000
  const before = maker.genesis()
  before.push(...maker.frames(crowd.resting(10_000, commandsPerFrame), stepUs))
  const trial = () => ({
    ahead: [],
    timed: maker.frames(crowd.flow(commandsPerTrial, commandsPerFrame), stepUs),
  })
  return { before, trial }
}
