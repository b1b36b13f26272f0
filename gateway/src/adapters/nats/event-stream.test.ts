// The event stream against a real server: from one event log into another, byte for byte, whatever fails
// on the way.
import { FrameType } from '@openbell/protocol'
import { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame, EventLog } from '../../ports.js'
import { encodeEventFrame } from '../../publish/event-frame.js'
import { EventLogWriter, findEventLogEnd } from '../../publish/event-log.js'
import { EventMirror } from '../../publish/event-mirror.js'
import { openEventReader } from '../../publish/event-reader.js'
import { digestsAfter, folder, manyEvents, SmallLog } from '../../publish/testing/small-log.js'
import {
  failureOf,
  type StreamWorld,
  settings,
  silentLog,
  until,
  withServer,
} from '../../testing/stream-world.js'
import { EventStreamMirror } from './event-stream-mirror.js'
import { EventStreamPublisher } from './event-stream-publisher.js'
import { StreamSet, type StreamSettings } from './streams.js'

/** A small log as its readers see it. */
class LocalEvents implements EventLog {
  private readonly listeners = new Set<() => void>()
  constructor(readonly log = new SmallLog()) {}

  readerAfter(sequence: number) {
    return this.log.readerAfter(sequence)
  }
  lastSequence(): number {
    return this.log.published
  }
  onPublished(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  append(count: number, events?: Uint8Array[], type?: FrameType): void {
    for (let made = 0; made < count; made++) this.log.append(events, type)
    for (const listener of this.listeners) listener()
  }
}

const encode = (frame: EventFrame): Uint8Array[] =>
  encodeEventFrame(frame, digestsAfter(frame.sequence - 1))

async function publisherOf(world: StreamWorld, events: EventLog, changed = {}) {
  const publisher = await EventStreamPublisher.open({
    client: await world.connect(),
    settings: { ...settings, ...changed } as StreamSettings,
    events,
    encode,
    log: silentLog,
    signal: world.stopping.signal,
    onCondition: (condition) => world.conditions.push(condition),
  })
  return { publisher, running: failureOf(publisher.run()) }
}

async function mirrorOf(world: StreamWorld, files = new SimFiles(), after = 0) {
  const identity = { exchangeId: new Uint8Array(16).fill(1), engineHash: new Uint8Array(32) }
  const end = findEventLogEnd(files, folder)
  const writer = new EventLogWriter({ files, folder, segmentBytes: 600, ...identity }, end)
  const mirror = await EventStreamMirror.open({
    client: await world.connect(),
    settings,
    sink: new EventMirror(writer, digestsAfter(end?.sequence ?? after), end, after),
    log: silentLog,
    signal: world.stopping.signal,
  })
  return { mirror, files, running: failureOf(mirror.run()) }
}

/** All frames behind a sequence, as text that can be compared. */
function contentsOf(files: SimFiles, lastSequence: number, after = 0): string[] {
  const reader = openEventReader({ files, folder, lastSequence: () => lastSequence }, after)
  const frames: string[] = []
  for (let frame = reader.next(); frame; frame = reader.next())
    frames.push(
      encode(frame)
        .map((part) => Buffer.from(part).toString('hex'))
        .join(),
    )
  return frames
}

const streamOf = async (world: StreamWorld) =>
  StreamSet.open(await world.connect(), settings, 'events')

withServer('a mirror holds what was published, part by part', async (world) => {
  const events = new LocalEvents()
  const { publisher } = await publisherOf(world, events)
  const { mirror, files } = await mirrorOf(world)
  let calls = 0
  mirror.onPublished(() => calls++)
  events.append(25)
  events.append(1, manyEvents(3))
  events.append(25)
  await until(() => mirror.lastSequence === 51 && publisher.lastSequence === 51)
  assert.ok(calls > 0)
  assert.ok(mirror.isCaughtUp)
  assert.equal(contentsOf(files, 51), contentsOf(events.log.files, 51))
  events.append(1)
  await until(() => mirror.lastSequence === 52)
})

withServer('both go on where they were, in the middle of the stream', async (world) => {
  const events = new LocalEvents()
  events.append(10, manyEvents(2))
  await publisherOf(world, events)
  const first = await mirrorOf(world)
  await until(() => first.mirror.lastSequence === 10)
  events.append(20)
  await until(() => first.mirror.lastSequence === 30)
  // What a crash leaves: the last frame is torn.
  const torn = new SimFiles()
  for (const name of first.files.list(folder)) {
    const bytes = first.files.contentOf(`${folder}/${name}`)
    const isLast = name === first.files.list(folder).at(-1)
    torn.makeFolder(folder)
    const file = torn.open(`${folder}/${name}`, 'create')
    file.write(bytes.subarray(0, bytes.length - (isLast ? 10 : 0)), 0)
    file.close()
  }
  const again = await mirrorOf(world, torn)
  const fresh = await mirrorOf(world, new SimFiles(), 7)
  await until(() => again.mirror.lastSequence === 30 && fresh.mirror.lastSequence === 30)
  assert.equal(contentsOf(torn, 30), contentsOf(events.log.files, 30))
  assert.equal(contentsOf(fresh.files, 30, 7), contentsOf(events.log.files, 30, 7))
})

withServer('who is at the end of a stream at rest knows it', async (world) => {
  const events = new LocalEvents()
  events.append(3)
  await publisherOf(world, events)
  const first = await mirrorOf(world)
  await until(() => first.mirror.isCaughtUp && first.mirror.lastSequence === 3)
  const again = await mirrorOf(world, first.files)
  await until(() => again.mirror.isCaughtUp)
  assert.is(again.mirror.lastSequence, 3)
})

withServer('two publishers of the same events do no harm', async (world) => {
  const events = [new LocalEvents(), new LocalEvents()] as const
  const one = await publisherOf(world, events[0])
  const two = await publisherOf(world, events[1])
  for (let round = 0; round < 10; round++) for (const log of events) log.append(30)
  await until(() => one.publisher.lastSequence === 300 && two.publisher.lastSequence === 300)
  const { mirror, files } = await mirrorOf(world)
  await until(() => mirror.lastSequence === 300)
  assert.equal(contentsOf(files, 300), contentsOf(events[0].log.files, 300))
})

withServer('a server that is killed again and again loses no event', async (world) => {
  const events = new LocalEvents()
  await publisherOf(world, events)
  const { mirror, files } = await mirrorOf(world)
  for (let round = 1; round <= 3; round++) {
    events.append(200)
    await until(() => mirror.lastSequence > (round - 1) * 200 + 20)
    await world.server.kill()
    await world.server.run()
  }
  await until(() => mirror.lastSequence === 600)
  assert.equal(contentsOf(files, 600), contentsOf(events.log.files, 600))
})

withServer('a stream that is no longer heard is told, and that it is again', async (world) => {
  const events = new LocalEvents()
  await publisherOf(world, events)
  const { mirror } = await mirrorOf(world)
  events.append(3)
  await until(() => mirror.lastSequence === 3)
  assert.is(mirror.condition, 'ready')
  const goOn = await world.server.pause()
  await until(() => mirror.condition === 'unreachable')
  goOn()
  await until(() => mirror.condition === 'ready')
})

withServer('the events roll with the journal', async (world) => {
  const events = new LocalEvents()
  const { publisher } = await publisherOf(world, events)
  const { mirror, files } = await mirrorOf(world)
  for (let generation = 0; generation < 3; generation++) {
    events.append(9)
    events.append(1, [], FrameType.roll)
  }
  await until(() => mirror.lastSequence === 30 && publisher.lastSequence === 30)
  assert.equal(contentsOf(files, 30), contentsOf(events.log.files, 30))
  const streams = await streamOf(world)
  const bases = async () => (await streams.list()).map(({ base }) => base).join()
  await until(async () => (await bases()) === '0,10,20,30')
  const late = await publisherOf(world, events)
  events.append(5)
  await until(() => mirror.lastSequence === 35 && late.publisher.lastSequence === 35)
  const behind = await mirrorOf(world, new SimFiles(), 15)
  await until(() => behind.mirror.lastSequence === 35)
  assert.equal(await streams.deleteThrough(19), ['test-0-events-0000000000000000'])
  const gone = await mirrorOf(world, new SimFiles(), 3)
  assert.is((await gone.running)?.name, 'FramesGoneError')
})

withServer(
  'a stream that is full holds the events back, and goes on when there is room',
  async (world) => {
    const events = new LocalEvents()
    const { publisher } = await publisherOf(world, events, { eventsBytesMax: 2_500 * 1024 })
    events.append(1, manyEvents(1))
    await until(() => publisher.lastSequence === 1)
    events.append(6, manyEvents(1))
    await until(() => world.conditions.includes('full'))
    const { manager } = await streamOf(world)
    await manager.streams.update('test-0-events-0000000000000000', { max_bytes: 16 * 1024 * 1024 })
    await until(() => publisher.lastSequence === 7)
    assert.is(world.conditions.at(-1), 'ready')
  },
)

withServer('events of another history are refused', async (world) => {
  const events = new LocalEvents()
  events.append(3)
  const { publisher } = await publisherOf(world, events)
  await until(() => publisher.lastSequence === 3)
  const other = new LocalEvents()
  other.append(2)
  other.append(1, manyEvents(1))
  const stranger = await publisherOf(world, other)
  const message = (await stranger.running)?.message ?? ''
  assert.match(message, 'message 3: the events of frame 3 are not those of the journal here')
})

withServer(
  'a message that is no part of the events ends the mirror, by its number',
  async (world) => {
    const events = new LocalEvents()
    events.append(3)
    const { publisher } = await publisherOf(world, events)
    await until(() => publisher.lastSequence === 3)
    const { mirror, running } = await mirrorOf(world)
    await until(() => mirror.lastSequence === 3)
    const { connection } = await world.connect()
    await connection.jetstream().publish('test.0.events.0000000000000000', 'who knows')
    const failure = await running
    assert.is(failure?.name, 'StreamDamagedError')
    assert.match(
      failure?.message ?? '',
      'test-0-events-0000000000000000, message 4: the part is cut',
    )
    assert.is(mirror.lastSequence, 3)
  },
)

test.run()
