// A small venue for tests in code: sends commands, collects events, and looks after every frame.
import * as protocol from '@openbell/protocol'
import { type Capacities, type Engine, type EngineModule, loadEngine } from '../node.js'
import * as write from './commands.js'

/** An engine with its clock and all events that it has sent. */
export class Venue {
  readonly engine: Engine
  timestampUs = 1_000_000
  readonly chunks: Uint8Array[] = []
  /** Whether all invariants are looked at after each frame. */
  isScanned = true

  constructor(capacities: Partial<Capacities> = {}, module?: EngineModule) {
    this.engine = loadEngine(module, { ...write.smallCapacities, ...capacities })
  }

  /** One frame; the invariants hold after it. Returns its events. */
  frame(...commands: readonly Uint8Array[]): Uint8Array {
    return this.#apply(write.frame(...commands), false)
  }

  /** A frame without commands that begins an epoch. */
  epoch(): Uint8Array {
    return this.#apply(new Uint8Array(), true)
  }

  #apply(commands: Uint8Array, isEpoch: boolean): Uint8Array {
    const { engine } = this
    const events: Uint8Array[] = []
    const keep = (chunk: Uint8Array) => events.push(chunk.slice())
    engine.apply(engine.sequence + 1, this.timestampUs, commands, keep, isEpoch)
    const broken = this.isScanned ? engine.checkInvariants() : []
    if (broken.length > 0) throw new Error(broken.join('\n'))
    this.chunks.push(...events)
    return write.frame(...events)
  }

  /** Frames until nothing is left to be done. */
  finish(): void {
    while (this.engine.hasUnfinishedWork()) this.frame()
  }

  /** The outcomes of a frame. */
  outcomes(...commands: readonly Uint8Array[]): protocol.Outcome[] {
    return outcomesOf(this.frame(...commands))
  }

  /** The name of the reject of one command, `none` when it was not refused. */
  reject(command: Uint8Array): string | undefined {
    return protocol.rejectNames[this.outcomes(command).at(-1)?.reject as number]
  }
}

/** Where each record of events begins, and its kind. */
export function recordsOf(events: Uint8Array): { view: DataView; at: number; kind: number }[] {
  const view = new DataView(events.buffer, events.byteOffset, events.length)
  const records: { view: DataView; at: number; kind: number }[] = []
  for (let at = 0; at < events.length; at += view.getUint16(at + 2, true))
    records.push({ view, at, kind: view.getUint8(at) })
  return records
}

/** The outcomes among events. */
export const outcomesOf = (events: Uint8Array): protocol.Outcome[] =>
  recordsOf(events)
    .filter(({ kind }) => kind === protocol.Outcome.kind)
    .map(({ view, at }) => protocol.Outcome.read(view, at))

/** Configured, with two assets, a market and accounts 16 to 18 that have plenty of both. */
export function openVenue(
  limits: Partial<protocol.Configure> = {},
  capacities: Partial<Capacities> = {},
  module?: EngineModule,
): Venue {
  const venue = new Venue(capacities, module)
  const money = [16, 17, 18].flatMap((account) =>
    [0, 1].map((asset) =>
      write.deposit({ account, asset, amountUnits: 10_000_000n, idempotencyKey: `first ${asset}` }),
    ),
  )
  venue.frame(
    write.configure(limits),
    write.listAsset(0, 'BTC', 4),
    write.listAsset(1, 'USD', 2),
    write.setFeeTier(0, 1000, 2000),
    write.listMarket(),
    ...[1, 2, 3].map((number) => write.openAccount(number)),
    ...money,
  )
  venue.finish()
  return venue
}
