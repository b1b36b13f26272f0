// Drives a recording through ingress, journal, matching and publish, in a data folder of its own.
import { compileEngine, defaultCapacities } from '@openbell/engine'
import { formatUnits } from '@openbell/protocol'
import { nodeFiles } from '../adapters/node-files.js'
import { consoleReporter } from '../adapters/reporter.js'
import { systemRandom } from '../adapters/system.js'
import { defaultPathSettings, Path } from '../exchange.js'
import { PathMeter } from '../ports.js'
import { openEventReader } from '../publish/event-reader.js'
import { eventsFolder } from '../recovery.js'
import { scribeOf } from '../roles/threads/scribe.js'
import type { CheckResult } from './check.js'
import { FedLink, SetClock } from './fed-link.js'
import type { Recording } from './recording.js'
import { Tally } from './tally.js'

export interface ReplayResult extends CheckResult {
  readonly orders: number
  readonly cancels: number
  readonly trades: number
  readonly rejects: number
  /** Decimal, or null where nobody buys. */
  readonly bestBid: string | null
  readonly bestAsk: string | null
  /** 16 hex digits; the same for the same recording, on every machine. */
  readonly stateHash: string
  readonly seconds: number
  /** Durable commands. */
  readonly perSecond: number
}

/** The first market, and of a recording the only one. */
const market = 0

/** `folder` holds no exchange yet. @throws OperateError where the recording cannot be read */
export async function replayRecording(
  recording: Recording,
  folder: string,
  onBatch: (commandsDone: number) => void,
): Promise<ReplayResult> {
  const link = new FedLink()
  const clock = new SetClock(recording.startUs)
  const path = openPath(recording, folder, link, clock)
  const reader = openEventReader(
    { files: nodeFiles, folder: eventsFolder(folder), lastSequence: () => path.sequence },
    0,
  )
  const tally = new Tally(reader)
  try {
    tally.drain()
    if (tally.rejects > 0) throw new Error('the genesis of the recording was refused')
    const startedMs = performance.now()
    let commands = 0
    for await (const batch of recording.batches()) {
      clock.set(batch.timestampUs)
      link.feed(batch.commands)
      path.turn()
      tally.drain(recording.check)
      commands += batch.commandCount
      onBatch(commands)
    }
    // What the step budget left of the last commands.
    while (path.turn()) tally.drain(recording.check)
    const seconds = (performance.now() - startedMs) / 1000
    return resultOf(path, tally, recording, commands, seconds)
  } finally {
    reader.close()
    path.close()
  }
}

function openPath(recording: Recording, folder: string, link: FedLink, clock: SetClock): Path {
  return new Path({
    files: nodeFiles,
    folder,
    clock,
    random: systemRandom,
    reporter: consoleReporter,
    link,
    keeper: { keep: () => false },
    scribe: scribeOf(nodeFiles),
    engine: compileEngine(),
    capacities: defaultCapacities,
    genesis: () => recording.genesis,
    meter: new PathMeter(),
    published: () => {},
    settings: { ...defaultPathSettings, snapshotCommands: Number.POSITIVE_INFINITY },
  })
}

function resultOf(
  { core }: Path,
  { orders, cancels, trades, rejects }: Tally,
  { priceDecimals, check }: Recording,
  commands: number,
  seconds: number,
): ReplayResult {
  const decimal = (ticks: number | undefined) =>
    ticks === undefined ? null : formatUnits(BigInt(ticks), priceDecimals)
  return {
    orders,
    cancels,
    trades,
    rejects,
    bestBid: decimal(core.bestBid(market)),
    bestAsk: decimal(core.bestAsk(market)),
    stateHash: core.stateHash(),
    ...check?.result(),
    seconds: Number(seconds.toFixed(3)),
    perSecond: Math.round(commands / seconds),
  }
}
