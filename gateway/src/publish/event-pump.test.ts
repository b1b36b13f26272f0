// The pump: frames in order, in slices, to a consumer that may fail or close at any moment.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame, EventLog } from '../ports.js'
import { startEventPump } from './event-pump.js'
import { SmallLog } from './testing/small-log.js'

class World {
  readonly log = new SmallLog(undefined, 100_000)
  readonly listeners = new Set<() => void>()
  readonly later: (() => void)[] = []
  readonly seen: number[] = []
  readonly failed: string[] = []
  readonly eventLog: EventLog = {
    readerAfter: (sequence) => this.log.readerAfter(sequence),
    lastSequence: () => this.log.published,
    onPublished: (listener) => {
      this.listeners.add(listener)
      return () => this.listeners.delete(listener)
    },
  }

  start(sequence = 0, onFrame = (frame: EventFrame) => void this.seen.push(frame.sequence)) {
    return startEventPump(
      this.eventLog,
      sequence,
      onFrame,
      (run) => this.later.push(run),
      (error) => this.failed.push(String(error)),
    )
  }

  ring(): void {
    for (const listener of this.listeners) listener()
  }

  runLater(): void {
    for (const run of this.later.splice(0)) run()
  }
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i)

test('it brings what is published, in order, from where it was started', () => {
  const world = new World()
  world.log.appendTo(5)
  world.start(2).drain()
  world.log.appendTo(8)
  world.ring()
  assert.equal(world.seen, upTo(8, 3))
})

test('it lets others run between slices, and loses nothing', () => {
  const world = new World()
  world.log.appendTo(1000)
  world.start()
  world.ring()
  assert.ok(world.seen.length < 1000)
  world.ring()
  let slices = 0
  for (; world.later.length > 0; slices++) world.runLater()
  assert.ok(slices > 0)
  assert.equal(world.seen, upTo(1000))
})

test('drain reads everything at once', () => {
  const world = new World()
  world.log.appendTo(1000)
  world.start().drain()
  assert.equal(world.seen, upTo(1000))
})

test('closed, it brings nothing more, also from within a frame', () => {
  const world = new World()
  world.log.appendTo(10)
  const pump = world.start(0, (frame) => {
    world.seen.push(frame.sequence)
    if (frame.sequence === 4) pump.close()
  })
  world.ring()
  world.runLater()
  pump.close()
  assert.equal(world.seen, upTo(4))
  assert.is(world.listeners.size, 0)
})

test('an error of the consumer or of the log ends it, and is told once', () => {
  const world = new World()
  world.log.appendTo(5)
  world.start(0, (frame) => {
    if (frame.sequence === 3) throw new Error('the view is broken')
    world.seen.push(frame.sequence)
  })
  world.ring()
  world.ring()
  assert.equal(world.seen, [1, 2])
  assert.equal(world.failed, ['Error: the view is broken'])
  const [path] = world.log.paths()
  world.log.files.replace(path, world.log.files.contentOf(path).subarray(0, 200))
  world.start()
  world.ring()
  assert.match(world.failed[1], /EventLogError: .* is cut off/)
})

test.run()
