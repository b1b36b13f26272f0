// Durable commands a second over a long time: nothing is left out of the clock.
import { readdirSync, unlink } from 'node:fs'
import { join } from 'node:path'
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { plainFlow } from './journal-flow.js'
import { openFlow } from './open-path.js'

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
  const flow = plainFlow(batch)
  const link = new FedLink()
  const path = openFlow(folder, link, flow)
  const rates: number[] = []
  const startedMs = performance.now()
  let elapsedMs = 0
  let commands = 0
  let commandsBefore = 0
  while (elapsedMs < seconds * 1000) {
    const { bytes, count } = flow.next()
    link.feed(bytes)
    path.turn()
    commands += count
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
