// The full core with a full book, many markets and many accounts.
import { timeFrames } from '../core-run.js'
import { allAlike, byZipf, Crowd, type Draw, type Middle } from '../exchange/crowd.js'
import type { Venue } from '../exchange/venue.js'
import { stepUs } from '../exchange/venue-core.js'
import { PointerChase } from '../pointer-chase.js'
import { filesMaxTicks, flowsOf } from './flows.js'
import type { Layer, Row } from './layer.js'
import type { Scale } from './scale.js'

const batches = [256, 4096]
/** A trial has so much less than the workloads of the other layers. */
const trialParts = 5
const chaseSteps = 1_000_000
/** More than rest at first: how many do varies a little. */
const spareOrders = 100_000
/** 33 assets make more than a thousand pairs. */
const assets = 33

/** The prices of every scenario lie well between these. */
const wide: Middle = { bidBelowTicks: 15_000, askAboveTicks: 85_000 }

export const crowdByZipf: Layer = {
  name: 'full core, few of many',
  open: (scale) => [...workloadRows(scale), ...anyOrderRows(scale, byZipf)],
}

export const crowdAllAlike: Layer = {
  name: 'full core, all of many',
  open: (scale) => anyOrderRows(scale, allAlike),
}

function filled(scale: Scale, drawOf: (venue: Venue) => Draw, middle?: Middle) {
  const { seed, restingOrders, crowd } = scale
  const ordersMax = restingOrders + spareOrders
  const venue = { assets, ...crowd, ordersMax, tradedMaxTicks: filesMaxTicks(scale) }
  const full = new Crowd(venue, seed, drawOf(venue), middle)
  full.fill(restingOrders)
  return full
}

const timed = (crowd: Crowd, frames: readonly Uint8Array[]): number =>
  timeFrames(crowd.core, frames, stepUs)

/** The flows of the layer `full core`, between the two halves of a full book. */
function workloadRows(scale: Scale): Row[] {
  const crowd = filled(scale, byZipf, wide)
  return flowsOf(scale, trialParts).flatMap(({ workload, ...flow }) => {
    const records = flow.records()
    return batches.map((batch) => ({
      workload,
      batch,
      trial() {
        const { commands, frames } = crowd.workload(records, batch)
        return { 'commands/s': commands / timed(crowd, frames) }
      },
    }))
  })
}

/** Beside cancels of any order of the book: what a miss costs in memory as large as the core's state. */
function anyOrderRows(scale: Scale, drawOf: (venue: Venue) => Draw): Row[] {
  const crowd = filled(scale, drawOf)
  const stateBytes = crowd.core.snapshot().length
  const chase = new PointerChase(stateBytes)
  const commands = Math.ceil(scale.orders / trialParts)
  return [
    ...batches.map((batch) => ({
      workload: 'cancels of any order',
      batch,
      trial() {
        const frames = crowd.flow(commands, batch)
        return { 'commands/s': commands / timed(crowd, frames) }
      },
    })),
    { workload: 'cache misses', batch: 1, trial: () => ({ ns: chase.stepNs(chaseSteps) }) },
    {
      workload: 'the book and the state',
      batch: 1,
      trial: () => ({
        'resting orders': crowd.core.usage().orders.used,
        MB: stateBytes / 1_000_000,
      }),
    },
  ]
}
