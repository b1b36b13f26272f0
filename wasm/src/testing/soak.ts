// `npm run soak:core -- --commands N`: random commands by the million, and money that stays whole to
// the unit. Every frame the core itself asserts it; here all invariants are scanned now and then, and
// at each seed's end every balance is added up from outside.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Trade } from '@openbell/protocol'
import { smallLimits } from './commands.js'
import { type RandomFrame, randomFrames, randomNumbers } from './random.js'
import { openVenue, recordsOf, type Venue } from './venue.js'

const framesPerSeed = 400
/** Frames whose commands are drawn from again and again: making one takes longer than deciding it. */
const framesOfPool = 8000
const framesPerScan = 25
const assets = [0, 1]

interface Tally {
  seeds: number
  commands: number
  trades: number
  scans: number
}

interface Share {
  readonly commands: number
  readonly firstSeed: number
  readonly step: number
}

/** @throws Error naming the seed where a unit is missing or an invariant is broken */
function soak({ commands, firstSeed, step }: Share): Tally {
  const tally: Tally = { seeds: 0, commands: 0, trades: 0, scans: 0 }
  const pool = randomFrames(firstSeed, framesOfPool).flatMap((frame) => frame.commands)
  for (let seed = firstSeed; tally.commands < commands; seed += step) {
    tally.seeds++
    runSeed(seed, pool, tally)
  }
  return tally
}

/** Frames of a few commands each at times of their own; now and then the exchange begins anew. */
function* framesOf(seed: number, pool: readonly Uint8Array[]): Generator<RandomFrame> {
  const random = randomNumbers(seed)
  let timestampUs = 1_000_000
  for (let left = framesPerSeed; left > 0; left--) {
    timestampUs += random(random(10) === 0 ? 200_000 : 10_000)
    const draw = () => pool[random(pool.length)] as Uint8Array
    const commands = Array.from({ length: 1 + random(60) }, draw)
    yield { timestampUs, isEpoch: random(20) === 0, commands }
  }
}

function runSeed(seed: number, pool: readonly Uint8Array[], tally: Tally): void {
  const venue = openVenue({ stepsPerFrameMax: seed % 4 === 0 ? 1 + (seed % 7) : 1_000_000 })
  let index = 0
  for (const frame of framesOf(seed, pool)) {
    venue.timestampUs = frame.timestampUs
    const isScanned = index++ % framesPerScan === 0
    venue.isScanned = isScanned
    if (frame.isEpoch) venue.epoch()
    tally.trades += tradesIn(venue.frame(...frame.commands))
    tally.commands += frame.commands.length
    if (isScanned) tally.scans++
  }
  venue.isScanned = true
  venue.finish()
  venue.chunks.length = 0
  for (const asset of assets) {
    const sum = sumOf(venue, asset)
    if (sum !== 0n) throw new Error(`seed ${seed}: asset ${asset} sums up to ${sum}`)
  }
}

const tradesIn = (events: Uint8Array): number =>
  recordsOf(events).filter(({ kind }) => kind === Trade.kind).length

function sumOf({ engine }: Venue, asset: number): bigint {
  let sum = 0n
  for (let account = 0; account < smallLimits.accountsMax; account++) {
    const { availableUnits, lockedUnits } = engine.balance(account, asset)
    sum += availableUnits + lockedUnits
  }
  return sum
}

/** Returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { commands: { type: 'string', default: '1000000' } },
  })
  const threads = availableParallelism()
  const startedMs = performance.now()
  const shares = Array.from({ length: threads }, (_, index) =>
    inThread({
      commands: Math.ceil(Number(values.commands) / threads),
      firstSeed: index + 1,
      step: threads,
    }),
  )
  const tallies = await Promise.all(shares)
  const sum = (field: keyof Tally) => tallies.reduce((total, tally) => total + tally[field], 0)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0)
  console.log(
    `${sum('seeds')} seeds, ${sum('commands')} commands, ${sum('trades')} trades, ` +
      `${sum('scans')} scans of all invariants, units missing or too many: 0, ${seconds} s`,
  )
  return 0
}

const inThread = (share: Share): Promise<Tally> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share, execArgv: [] })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

if (!isMainThread && parentPort) parentPort.postMessage(soak(workerData as Share))
