// One seed: a stream is drawn against the reference, and both cores are compared frame by frame.
import { createHash } from 'node:crypto'
import { compileEngine, type EngineModule } from '@openbell/engine'
import { Chance } from '../world/chance.js'
import { Coverage } from './coverage.js'
import { drawCommand } from './draw.js'
import { Duel, type DuelOptions } from './duel.js'
import { Generator } from './generator.js'
import { drawPlan } from './plan.js'
import { complaintOf, shrink } from './shrink.js'
import type { FuzzFrame } from './stream.js'

export interface FuzzSeed {
  readonly seed: number
  /** Sent at least. */
  readonly commands: number
  /** A stream on which the cores differ is made short before it is shown. */
  readonly isShrunk: boolean
}

export interface FuzzResult {
  readonly seed: number
  readonly commands: number
  readonly frames: number
  readonly eventBytes: number
  readonly facts: Record<string, number>
  /** 16 hex digits of all events, in order. */
  readonly eventsHash: string
}

/** What is said about a seed on which the cores differ. */
export interface FuzzMismatch {
  readonly seed: number
  readonly frame: number
  readonly text: string
}

/** Runs a seed on a built core, this workspace's own by default. */
export function runFuzzSeed(
  { seed, commands, isShrunk }: FuzzSeed,
  module: EngineModule = compileEngine(),
): FuzzResult | FuzzMismatch {
  const chance = new Chance(seed, 'fuzz')
  const plan = drawPlan(chance.stream('plan'))
  const { pools, outputBytes, snapshotEvery, checkEvery } = plan
  const options: DuelOptions = { pools, outputBytes, snapshotEvery, checkEvery }
  const frames: FuzzFrame[] = []
  const duel = new Duel(module, options)
  const generator = new Generator(chance.stream('frames'), plan, duel.reference)
  const coverage = new Coverage(duel.reference.venue)
  const hash = createHash('sha256')
  let sent = 0
  let eventBytes = 0
  try {
    while (sent < commands) {
      const frame = generator.next()
      frames.push(frame)
      sent += frame.commands.length
      const step = duel.apply(frame)
      coverage.observe(frame, step)
      hash.update(step.events)
      eventBytes += step.events.length
    }
    duel.finish()
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error)
    const shown = isShrunk ? drawShrunk(module, options, frames) : ''
    return { seed, frame: frames.length, text: `${complaint}${shown}` }
  }
  const facts = Object.fromEntries(coverage.counts)
  const eventsHash = hash.digest('hex').slice(0, 16)
  return { seed, commands: sent, frames: frames.length, eventBytes, facts, eventsHash }
}

/** The shortest stream found on which something is still wrong, and what. */
function drawShrunk(
  module: EngineModule,
  options: DuelOptions,
  frames: readonly FuzzFrame[],
): string {
  const often = { ...options, checkEvery: 1 }
  const isBad = (some: readonly FuzzFrame[]) => complaintOf(module, often, some) !== undefined
  if (!isBad(frames)) return '\n(the same frames once more do not show it)'
  const short = shrink(frames, isBad)
  const lines = short.flatMap(({ timestampUs, isEpoch, commands }) => [
    `frame at ${timestampUs}${isEpoch ? ', an epoch' : ''}`,
    ...commands.map((command) => `  ${drawCommand(command)}`),
  ])
  return ['', '', 'shrunk to:', ...lines, complaintOf(module, often, short)].join('\n')
}
