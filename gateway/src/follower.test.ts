// One that follows has the leader's bytes and state, proves every frame, and leads from where it is.
import { compileEngine } from '@openbell/engine'
import { FrameType, Lane } from '@openbell/protocol'
import { openAccount } from '@openbell/sim/world/commands.js'
import { dataFolder, type SimExchange } from '@openbell/sim/world/exchange.js'
import { SimFiles } from '@openbell/sim/world/files.js'
import { SimLink } from '@openbell/sim/world/link.js'
import { smallCapacities, smallGenesis } from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Path, type PathSettings } from './exchange.js'
import { Follower } from './follower.js'
import { DeposedError, type LinkCore, PathMeter, type SnapshotOrder } from './ports.js'
import { openEventReader } from './publish/event-reader.js'
import { eventsFolder, RecoveryError } from './recovery.js'
import { Replica } from './replica.js'
import { scribeOf } from './roles/threads/scribe.js'
import { MemoryStream } from './testing/memory-stream.js'
import { PathWorld, smallSettings, textsOf } from './testing/path-world.js'

const engine = compileEngine()

/** A process that follows, on a disk of its own. */
class Standby {
  readonly files = new SimFiles()
  readonly words: string[] = []
  /** The frames of its snapshots. */
  readonly kept: number[] = []
  readonly link: SimLink
  replica: Replica
  private readonly parts

  constructor(
    world: PathWorld,
    private readonly stream: MemoryStream,
    settings: Partial<PathSettings> = {},
  ) {
    const note = (message: string) => this.words.push(message)
    this.link = new SimLink(world.clock)
    this.parts = {
      files: this.files,
      folder: dataFolder,
      clock: world.clock,
      random: { bytes: (length: number) => new Uint8Array(length).fill(9) },
      reporter: { info: note, warn: note, error: note },
      link: this.link as LinkCore,
      keeper: {
        keep: (bytes: number, order: (room: Uint8Array) => SnapshotOrder) => {
          this.kept.push(order(new Uint8Array(bytes)).sequence)
          return true
        },
      },
      scribe: scribeOf(this.files),
      engine,
      capacities: smallCapacities,
      genesis: () => smallGenesis(),
      meter: new PathMeter(),
      published: () => {},
      settings: { ...smallSettings, ...settings },
    }
    this.replica = new Replica(this.parts)
  }

  /** Follows what is in the stream. */
  catchUp(): this {
    const follower = new Follower(this.replica)
    for (const frame of this.stream.frames.slice(this.replica.last.sequence))
      follower.follow(frame.slice())
    return this
  }

  restart(): this {
    this.replica.close()
    this.replica = new Replica(this.parts)
    return this
  }

  lead(): Path {
    return new Path({ ...this.parts, stream: this.stream.writer() }, this.replica)
  }

  events() {
    const options = { files: this.files, folder: eventsFolder(dataFolder) }
    const { sequence } = this.replica.last
    const reader = openEventReader({ ...options, lastSequence: () => sequence }, 0)
    const frames = []
    for (let frame = reader.next(); frame; frame = reader.next())
      frames.push({ ...frame, parts: frame.parts.map((part) => part.slice()) })
    return frames
  }
}

function leading(): { world: PathWorld; stream: MemoryStream; leader: SimExchange } {
  const world = new PathWorld()
  const stream = new MemoryStream()
  const leader = world.start({}, { stream: stream.writer() })
  world.trade(leader, 20)
  return { world, stream, leader }
}

test('has the same state, the same events and the same journal', () => {
  const { world, stream, leader } = leading()
  const standby = new Standby(world, stream).catchUp()
  assert.is(standby.replica.last.sequence, leader.path.sequence)
  assert.is(standby.replica.core.stateHash(), leader.path.core.stateHash())
  assert.equal(textsOf(standby.events()), textsOf(leader.framesAfter(0)))
  standby.restart()
  assert.is(standby.replica.core.stateHash(), leader.path.core.stateHash())
})

test('keeps its snapshots behind the leader’s frames, from whichever it began to follow', () => {
  const world = new PathWorld()
  const stream = new MemoryStream()
  const settings = { snapshotCommands: 30 }
  const leader = world.start(settings, { stream: stream.writer() })
  const kept: number[] = []
  const standbys = [new Standby(world, stream, settings), new Standby(world, stream, settings)]
  for (let round = 0; round < 4; round++) {
    world.trade(leader, 7)
    const sequence = leader.keeper.work()
    if (sequence !== undefined) kept.push(sequence)
    standbys[0]?.catchUp()
    // Its count begins in the middle.
    if (round === 1) standbys[1]?.catchUp().restart()
  }
  standbys[1]?.catchUp()
  assert.ok(kept.length > 1)
  assert.equal(standbys[0]?.kept, kept)
  assert.is(standbys[1]?.kept.at(-1), kept.at(-1))
})

test('goes on after a restart where it stood', () => {
  const { world, stream, leader } = leading()
  const standby = new Standby(world, stream).catchUp().restart()
  world.frame(leader, openAccount(3))
  assert.is(standby.catchUp().replica.core.stateHash(), leader.path.core.stateHash())
})

test('leads from where the leader was, and the leader can decide nothing any more', () => {
  const { world, stream, leader } = leading()
  const standby = new Standby(world, stream).catchUp()
  const path = standby.lead()
  assert.is(path.sequence, leader.path.sequence + 1)
  const { sequence } = leader
  assert.throws(
    () => world.frame(leader, openAccount(3)),
    (error: Error) => error instanceof DeposedError,
  )
  assert.is(leader.sequence, sequence, 'nothing was told')
  standby.link.put(Lane.orders, openAccount(3))
  standby.link.publish()
  assert.ok(path.turn())
  assert.is(stream.frames.length, path.sequence)
})

test('one whose place was taken while it began to lead has told nothing', () => {
  const { world, stream } = leading()
  const first = new Standby(world, stream).catchUp()
  const second = new Standby(world, stream).catchUp()
  const { length } = stream.frames
  first.lead()
  assert.throws(
    () => second.lead(),
    (error: Error) => error instanceof DeposedError,
  )
  assert.is(second.replica.last.sequence, length)
})

test('after a sudden end orders wait for the moment that is set, and cancels do not', () => {
  const { world, stream } = leading()
  const standby = new Standby(world, stream, { cancelOnlyUs: 1_000_000 }).catchUp()
  const path = standby.lead()
  const refusals: string[] = []
  standby.link.onRefused((_session, _lane, _sequence, refusal) => refusals.push(refusal))
  const send = (lane: Lane) => {
    standby.link.put(lane, openAccount(3))
    standby.link.publish()
    path.turn()
    standby.link.deliverRefusals()
  }
  send(Lane.orders)
  assert.equal(refusals, ['cancelOnly'])
  world.clock.advance(1_000_000)
  send(Lane.orders)
  assert.equal(refusals, ['cancelOnly'])
  assert.equal(standby.words, [
    'the leader before ended suddenly: cancels only',
    'orders are taken again',
  ])
})

test('after an end in good order nobody waits', () => {
  const { world, stream, leader } = leading()
  leader.path.close()
  const standby = new Standby(world, stream, { cancelOnlyUs: 1_000_000 }).catchUp()
  assert.is(standby.replica.last.type, FrameType.closed)
  const path = standby.lead()
  standby.link.put(Lane.orders, openAccount(3))
  standby.link.publish()
  assert.ok(path.turn())
})

test('a frame that is damaged, of another place or with an end too many is refused', () => {
  const { world, stream } = leading()
  const standby = new Standby(world, stream)
  const follower = new Follower(standby.replica)
  const [first, second] = stream.frames as [Uint8Array, Uint8Array]
  const flipped = first.slice()
  flipped[flipped.length - 1] ^= 1
  const refused = (frame: Uint8Array, words: RegExp) =>
    assert.throws(
      () => follower.follow(frame),
      (error: Error) => error instanceof RecoveryError && words.test(error.message),
    )
  refused(flipped, /frame 1 of the stream: the/)
  refused(second, /frame 1 of the stream: frame 2 is out of sequence/)
  refused(Buffer.concat([first, new Uint8Array(8)]), /too long/)
  refused(first.subarray(0, 40), /the head is damaged/)
  follower.follow(first)
  refused(first, /frame 2 of the stream: frame 1 is out of sequence/)
  assert.is(standby.replica.last.sequence, 1)
})

test('a core that gives other events than the leader’s is found by the next frame', () => {
  const { world, stream } = leading()
  const standby = new Standby(world, stream)
  const follower = new Follower(standby.replica)
  for (const frame of stream.frames.slice(0, 3)) follower.follow(frame)
  const { last } = standby.replica
  standby.replica.last = { ...last, eventsDigest: new Uint8Array(8) }
  assert.throws(
    () => follower.follow(stream.frames[3] as Uint8Array),
    (error: Error) => error instanceof RecoveryError && /other events/.test(error.message),
  )
})

test.run()
