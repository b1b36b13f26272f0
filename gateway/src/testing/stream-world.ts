// A NATS server, connections to it and frames to append: what the tests of the streams share.
import { FrameType } from '@openbell/protocol'
import { test } from 'uvu'
import { connectNats, type NatsClient } from '../adapters/nats/connect.js'
import { LeaseStore } from '../adapters/nats/lease-store.js'
import { StreamLog } from '../adapters/nats/stream-log.js'
import type { StreamSettings } from '../adapters/nats/streams.js'
import { chainOf, FrameBuffer, hex, type Link, nothingBefore, readFrame } from '../journal/frame.js'
import type { AppendOutcome, FrameCheck, LogCondition, Reporter } from '../ports.js'
import { natsProgram, TestNats, type TestNatsOptions } from './nats-server.js'

export const settings: StreamSettings = {
  prefix: 'test',
  shard: 0,
  replicas: 1,
  journalBytesMax: 64 * 1024 * 1024,
  eventsBytesMax: 64 * 1024 * 1024,
}

export const silentLog: Reporter = { info: () => {}, warn: () => {}, error: () => {} }

/** As the roles give it: of one frame alone. */
export const checkFrame: FrameCheck = (bytes) => {
  const frame = readFrame(bytes, 0)
  if (typeof frame === 'string') return frame
  return frame.bytes.length === bytes.length ? undefined : 'something follows the frame'
}

/** For a request of a test's own, which nobody repeats. */
export const patienceMs = 20_000

export interface Frame {
  readonly sequence: number
  readonly bytes: Uint8Array
  readonly chain: string
}

/** A journal's frames, one after another; `writer` makes those of two histories differ. */
export class Frames {
  readonly all: Frame[] = []
  private last: Link
  private readonly buffer = new FrameBuffer()

  constructor(
    private readonly writer = 1,
    last: Link = nothingBefore,
  ) {
    this.last = last
  }

  next(payloadBytes = 90, type: FrameType = FrameType.commands): Frame {
    this.buffer.payload.fill(this.writer, 0, payloadBytes)
    const next = { epoch: 1, timestampUs: this.last.timestampUs + 1 }
    const bytes = this.buffer.seal(type, this.last, next, payloadBytes).slice()
    const chain = chainOf(bytes)
    const { sequence } = this.last
    this.last = { ...next, sequence: sequence + 1, type, chain, eventsDigest: new Uint8Array(8) }
    const frame = { sequence: sequence + 1, bytes, chain: hex(chain) }
    this.all.push(frame)
    return frame
  }

  roll(): Frame {
    return this.next(0, FrameType.roll)
  }

  /** Another history that begins behind the last frame of this one. */
  branch(writer: number): Frames {
    return new Frames(writer, this.last)
  }
}

export class StreamWorld {
  readonly conditions: LogCondition[] = []
  readonly stopping = new AbortController()
  private readonly clients: NatsClient[] = []

  private constructor(readonly server: TestNats) {}

  /** Gives a server and its clients to `use`, and ends them all behind it. */
  static async run(
    use: (world: StreamWorld) => Promise<void>,
    options: TestNatsOptions = {},
  ): Promise<void> {
    const world = new StreamWorld(await TestNats.start(options))
    try {
      await use(world)
    } finally {
      world.stopping.abort(new Error('the test is over'))
      await Promise.all(world.clients.map((client) => client.close()))
      await world.server.stop()
    }
  }

  async connect(url = this.server.url): Promise<NatsClient> {
    const client = await connectNats(url, { name: 'openbell test', log: silentLog })
    this.clients.push(client)
    return client
  }

  async open(url?: string, changed: Partial<StreamSettings> = {}): Promise<StreamLog> {
    return StreamLog.open({
      client: await this.connect(url),
      settings: { ...settings, ...changed },
      check: checkFrame,
      log: silentLog,
      signal: this.stopping.signal,
      onCondition: (condition) => this.conditions.push(condition),
    })
  }

  async openLease(): Promise<LeaseStore> {
    return new LeaseStore(await this.connect(), settings, 'leader', patienceMs)
  }

  append(log: StreamLog, { bytes, chain, sequence }: Frame): Promise<AppendOutcome> {
    return log.append(bytes, chain, sequence - 1)
  }

  async readAll(log: StreamLog, from: number): Promise<Uint8Array[]> {
    const read: Uint8Array[] = []
    for await (const frames of log.read(from)) read.push(...frames.map(({ bytes }) => bytes))
    return read
  }
}

/** A test with a server of its own; skipped where OPENBELL_NATS_SERVER names none. */
export function withServer(
  name: string,
  use: (world: StreamWorld) => Promise<void>,
  options: TestNatsOptions = {},
): void {
  if (natsProgram) test(name, () => StreamWorld.run(use, options))
  else test.skip(name)
}

/** What the work fails with, if it does. */
export async function failureOf(work: Promise<unknown>): Promise<Error | undefined> {
  try {
    await work
  } catch (error) {
    return error as Error
  }
  return undefined
}

/** Waits for a condition that must come true, for as long as a slow machine may need. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  let failure: unknown
  for (let tries = 0; tries < 3_000; tries++) {
    try {
      if (await condition()) return
    } catch (error) {
      failure = error
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw failure ?? new Error('what was waited for did not happen within 30 s')
}
