// What a seed draws before it begins: sizes that hit edges, and which faults there are.
import type { Chance } from '../world/chance.js'
import type { PieceOdds } from '../world/inode.js'
import type { Protection, SmallRules } from '../world/small-genesis.js'

export interface Plan {
  readonly rules: SmallRules
  readonly traders: number
  /** Of the first moment, since 1970. */
  readonly startWallUs: number
  readonly segmentBytes: number
  readonly batchCommandsMax: number
  readonly snapshotCommands: number
  /** Commands after which a life ends that no crash has ended. */
  readonly commandsPerLife: number
  /** Whether clients speak through an edge that outlives the core. */
  readonly hasDistantEdge: boolean
  /** Of a crash: that the power goes with it. */
  readonly powerLoss: number
  readonly odds: PieceOdds
  /** Whether each kill near a sync is followed by a loss of power while the next start recovers. */
  readonly diesTwice: boolean
  /** Whether the wall clock is set now and then. */
  readonly hasClockJumps: boolean
  readonly hasFailingSyncs: boolean
  readonly hasFullDisks: boolean
}

const secondUs = 1_000_000
const afternoonUs = 1_700_000_000 * secondUs
const midnightUs = 1_700_006_400 * secondUs

const oddsToDraw: readonly PieceOdds[] = [
  { kept: 1, dropped: 1, torn: 1, garbage: 1 },
  { kept: 8, dropped: 1, torn: 1, garbage: 0 },
  { kept: 1, dropped: 8, torn: 1, garbage: 1 },
  { kept: 0, dropped: 1, torn: 0, garbage: 0 },
  { kept: 1, dropped: 0, torn: 0, garbage: 1 },
]

export function drawPlan(chance: Chance): Plan {
  return {
    rules: drawRules(chance),
    traders: chance.between(2, 10),
    segmentBytes: 1024 * chance.between(4, 64),
    batchCommandsMax: chance.between(1, 64),
    snapshotCommands: chance.between(50, 2000),
    commandsPerLife: chance.pick([60, 150, 400]),
    hasDistantEdge: chance.happens(0.4),
    powerLoss: chance.pick([0, 0.5, 0.8, 1]),
    odds: chance.pick(oddsToDraw),
    diesTwice: chance.happens(0.25),
    hasClockJumps: chance.happens(0.5),
    hasFailingSyncs: chance.happens(0.4),
    hasFullDisks: chance.happens(0.4),
    startWallUs: chance.pick([afternoonUs, midnightUs - chance.between(1, 20 * secondUs)]),
  }
}

function drawRules(chance: Chance): SmallRules {
  return {
    markets: chance.between(1, 3),
    accountsMax: chance.between(28, 34),
    ordersMax: chance.pick([12, 60, 120]),
    clientIdsMax: chance.happens(0.1) ? 150 : 4000,
    // Clients ask again at any time, and what was forgotten by then would be a new order.
    finishedIdsPerAccountMax: 4000,
    finishedIdsWindowSeconds: 30 * 24 * 3600,
    stepsPerFrameMax: chance.pick([2, 5, 40, 1000]),
    takerPpm: chance.pick([0, 100, 3333]),
    ordersPerAccountMax: chance.pick([8, 60]),
    specialOrdersMax: chance.pick([6, 40, 200]),
    orderListsMax: chance.pick([2, 8, 40]),
    withdrawalsMax: chance.pick([2, 20]),
    protection: drawProtection(chance),
  }
}

/** Each rule of a market in some seeds only, since it keeps others from being met. */
function drawProtection(chance: Chance): Protection {
  const sometimes = (rules: Protection): Protection => (chance.happens(0.3) ? rules : {})
  const reopenSeconds = chance.below(2)
  return {
    icebergPartsMax: 5,
    trailingMinBips: 10,
    trailingMaxBips: 2000,
    ...sometimes({ velocity: { limit: '0.015', windowSeconds: 1, reopenSeconds } }),
    ...sometimes({ priceBand: '0.03' }),
    ...sometimes({ multiplierUp: '1.05', multiplierDown: '0.95' }),
    ...sometimes({ slippage: '0.01' }),
    ...sometimes({ positionMax: '40' }),
    ...sometimes({ marketQuantityMax: '5' }),
    ...sometimes({ ordersPerAccountMax: 6 }),
    ...sometimes({ stopsPerAccountMax: 2 }),
  }
}
