// What a core tells of its event stream: a roll that the servers have no room for, and that it has healed.
import { FrameType } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StreamSet } from '../../adapters/nats/streams.js'
import { SmallLog } from '../../publish/testing/small-log.js'
import { settings, until, withServer } from '../../testing/stream-world.js'
import { Endings } from './endings.js'
import { publishEvents } from './event-stream.js'
import { watchStreams } from './stream-fill.js'
import { Watch } from './watch.js'

const mebibyte = 1024 * 1024
/** Of the server's one gibibyte two generations have room, and no third. */
const small = { ...settings, eventsBytesMax: 400 * mebibyte }

withServer(
  'a third generation without room is told, and made when an old one is gone',
  async (world) => {
    const log = new SmallLog()
    const listeners = new Set<() => void>()
    const append = (type: FrameType) => {
      log.append([], type)
      for (const listener of listeners) listener()
    }
    const events = {
      readerAfter: (sequence: number) => log.readerAfter(sequence),
      lastSequence: () => log.published,
      onPublished: (listener: () => void) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    const [watch, endings] = [new Watch('core'), new Endings()]
    watch.isReady = () => true
    const onFailed = (error: Error) => assert.unreachable(error.message)
    const process = { onFailed, onHandover: () => {}, ending: world.stopping.signal }
    const bus = { client: await world.connect(), signal: world.stopping.signal }
    const publisher = await publishEvents({ process, endings, watch }, bus, small, events)
    for (const type of [FrameType.commands, FrameType.roll, FrameType.commands]) append(type)
    await until(() => publisher.lastSequence === 3)
    assert.equal(watch.readiness(), { isReady: true, parts: { events: 'ready' } })

    for (const type of [FrameType.roll, FrameType.commands]) append(type)
    await until(() => !watch.readiness().isReady)
    assert.equal(watch.readiness().parts, { events: 'full' })
    await watchStreams({ endings, watch }, bus, { streams: small, generationsKept: 1 })
    const text = await watch.figures.text()
    for (const line of [
      'openbell_part_state{part="events",state="full"} 1',
      'openbell_stream_generations{stream="events"} 2',
      `openbell_stream_bytes_max{stream="events"} ${small.eventsBytesMax}`,
      'openbell_stream_generations_kept 1',
    ])
      assert.ok(text.split('\n').includes(line), line)
    assert.match(text, /^openbell_stream_bytes\{stream="events"\} [1-9]\d+$/m)

    const streams = await StreamSet.open(bus.client, small, 'events')
    await streams.manager.streams.delete(streams.generation(0).name)
    await until(() => publisher.lastSequence === 5)
    await until(() => watch.readiness().isReady)
    await endings.run()
  },
  { gigabytes: 1 },
)

test.run()
