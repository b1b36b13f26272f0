// Durable commands a second over a long time: nothing is left out of the clock.
import { readdirSync, unlink } from 'node:fs'
import { join } from 'node:path'
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import * as protocol from '@openbell/protocol'
import { EndlessCommands } from './exchange/endless-commands.js'
import { type Venue, venueGenesis } from './exchange/venue.js'
import { workloadCommands } from './exchange/workload-commands.js'
import { openPath } from './open-path.js'
import { generateOrders } from './workload/generate-orders.js'

const venue: Venue = {
  assets: 2,
  markets: 1,
  accounts: 10_000,
  traders: 10_000,
  ordersMax: 1_048_576,
}
const workload = { scenario: 'normal', orders: 200_000, seed: 23 } as const
const genesisBatch = 256
/** The segments that are written, and those made ready ahead. */
const segmentsKept = 3

export interface SustainedFigures {
  readonly batch: number
  readonly seconds: number
  /** Durable commands. */
  readonly commands: number
  readonly perSecond: number
  readonly slowestSecond: number
}

/**
 * Journals and decides for so many seconds, `batch` commands a frame. Segments that are full are
 * removed, for a minute of them would fill a disk.
 */
export function measureSustained(folder: string, seconds: number, batch: number): SustainedFigures {
  const genesis = venueGenesis(protocol, venue).batches(genesisBatch)
  const link = new FedLink()
  const path = openPath(folder, link, () => genesis[0])
  const turn = (commands: Uint8Array) => {
    link.feed(commands)
    path.turn()
  }
  for (const commands of genesis.slice(1)) turn(commands)
  const variant = { clientOrderIds: false, marketOrders: false }
  const list = workloadCommands(protocol, venue, generateOrders(workload), variant)
  const endless = new EndlessCommands(list, batch)
  const rates: number[] = []
  const startedMs = performance.now()
  let elapsedMs = 0
  let commands = 0
  let commandsBefore = 0
  while (elapsedMs < seconds * 1000) {
    const next = endless.next()
    turn(next.bytes)
    commands += next.count
    elapsedMs = performance.now() - startedMs
    if (elapsedMs < (rates.length + 1) * 1000) continue
    rates.push(commands - commandsBefore)
    commandsBefore = commands
    removeFullSegments(folder)
  }
  path.close()
  const perSecond = Math.round((1000 * commands) / elapsedMs)
  return { batch, seconds, commands, perSecond, slowestSecond: Math.min(...rates) }
}

function removeFullSegments(folder: string): void {
  for (const name of ['journal', 'events']) {
    const segments = readdirSync(join(folder, name)).sort()
    // By another thread, for the path has nothing to do with it.
    for (const segment of segments.slice(0, -segmentsKept))
      unlink(join(folder, name, segment), () => {})
  }
}
