// The projector at full speed, and behind a stream that waits for nobody.
import { consoleReporter } from '@openbell/gateway/adapters/reporter.js'
import { systemClock, systemTimers } from '@openbell/gateway/adapters/system.js'
import type { EventFrame, Sql } from '@openbell/gateway/ports.js'
import { createProjector, type Projector } from '@openbell/gateway/projection/projector.js'
import { collectGarbage } from '../collect-garbage.js'
import { Histogram } from '../latency/histogram.js'
import { commandsPerFrame, crowdFlow, type Flow } from './flows.js'
import { FrameLog } from './frame-log.js'
import { countTrades } from './frame-maker.js'

export interface Speed {
  readonly commands: number
  readonly trades: number
  readonly seconds: number
}

/** Milliseconds, by how many of a hundred do not take longer. */
export interface Delays {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface StreamFigures {
  /** From the publication of a frame until its rows are committed. */
  readonly lagMs: Delays
  /** From a transaction's beginning until its commit is answered. */
  readonly writeMs: Delays
  readonly transactions: number
}

/** Projects the frames of each trial as fast as it can. */
export const measureSpeed = (sql: Sql, flow: Flow, trials: number): Promise<Speed[]> =>
  withProjector(sql, flow, async ({ log, caughtUp }) => {
    const speeds: Speed[] = []
    for (let trial = 0; trial < trials; trial++) {
      const { ahead, timed } = flow.trial()
      log.add(ahead)
      log.publish()
      await caughtUp()
      log.add(timed)
      collectGarbage()
      const startedMs = performance.now()
      log.publish()
      await caughtUp()
      const seconds = (performance.now() - startedMs) / 1000
      speeds.push({ commands: countCommands(timed), trades: countTrades(timed), seconds })
    }
    return speeds
  })

const countCommands = (frames: readonly EventFrame[]): number =>
  frames.reduce((sum, { commandCount }) => sum + commandCount, 0)

/** Publishes a crowd's commands at a rate, whatever the projector does, after a second to warm. */
export async function measureStream(
  sql: Sql,
  commandsPerSecond: number,
  seconds: number,
): Promise<StreamFigures> {
  const flow = crowdFlow(commandsPerSecond * (seconds + 1))
  const writes = new Histogram()
  /** Once a frame is published that is not there to warm. */
  let isTimed = false
  const timedSql: Sql = {
    query: (text, parameters) => sql.query(text, parameters),
    transaction: async (work) => {
      const startedMs = performance.now()
      const result = await sql.transaction(work)
      if (isTimed) writes.record(Math.round((performance.now() - startedMs) * 1e6))
      return result
    },
  }
  return withProjector(timedSql, flow, async ({ log, projector, caughtUp }) => {
    const first = log.lastSequence() + 1
    log.add(flow.trial().timed)
    collectGarbage()
    const lags = new Histogram()
    const frameMs = (1000 * commandsPerFrame) / commandsPerSecond
    const frames = ((seconds + 1) * 1000) / frameMs
    const warmFrames = 1000 / frameMs
    const startedMs = performance.now()
    let done = 0
    for (let published = 0; done < frames; ) {
      const nowMs = performance.now() - startedMs
      const due = Math.min(frames, Math.floor(nowMs / frameMs) + 1)
      if (due > published) log.publish(first + due - 1)
      published = due
      isTimed = due > warmFrames
      for (; first + done <= projector.lastSequence(); done++)
        if (done >= warmFrames) lags.record(Math.round((nowMs - done * frameMs) * 1e6))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await caughtUp()
    return { lagMs: delays(lags), writeMs: delays(writes), transactions: writes.count }
  })
}

function delays(histogram: Histogram): Delays {
  const ms = (share: number) => histogram.percentileNs(share) / 1e6
  return { p50: ms(0.5), p99: ms(0.99), max: ms(1) }
}

interface Running {
  readonly log: FrameLog
  readonly projector: Projector
  /** Resolves when all that was published is in the tables. @throws what has halted it */
  caughtUp(): Promise<void>
}

/** Runs a projector that has what comes before the flow. */
async function withProjector<Result>(
  sql: Sql,
  { before }: Flow,
  work: (running: Running) => Promise<Result>,
): Promise<Result> {
  const log = new FrameLog()
  log.add(before)
  log.publish()
  let fault: Error | undefined
  const projector = createProjector({
    sql,
    eventLog: log,
    clock: systemClock,
    timers: systemTimers,
    later: setImmediate,
    reporter: consoleReporter,
    onFatal: (error) => {
      fault = error
    },
  })
  const caughtUp = async () => {
    while (projector.lag() > 0) {
      if (fault) throw fault
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
  try {
    await projector.start()
    await caughtUp()
    return await work({ log, projector, caughtUp })
  } finally {
    await projector.stop()
  }
}
