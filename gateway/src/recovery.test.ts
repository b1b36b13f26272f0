// Recovery: the state before is the state after, whatever it starts from; what is missing is made
// again byte for byte; and where something published would be lost, it refuses.
import { loadEngine } from '@openbell/engine'
import { FrameType } from '@openbell/protocol'
import { Chance } from '@openbell/sim/world/chance.js'
import { openAccount } from '@openbell/sim/world/commands.js'
import { noReporter, type SimExchange } from '@openbell/sim/world/exchange.js'
import { smallCapacities } from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scanJournal } from './journal/scan.js'
import { segmentHeadBytes } from './journal/segment.js'
import { commandsOf, countCommands, RecoveryError } from './recovery.js'
import { events, journal, PathWorld, snapshots, textsOf } from './testing/path-world.js'

/** An exchange that decided something, and was killed. */
function traded(
  frames = 20,
  seed = 1,
): {
  world: PathWorld
  hash: string
  sequence: number
  seen: string[]
} {
  const world = new PathWorld(seed)
  const exchange = world.start()
  world.trade(exchange, frames)
  const { path } = exchange
  const seen = textsOf(exchange.framesAfter(0))
  return { world, hash: path.core.stateHash(), sequence: path.sequence, seen }
}

/** The sequence up to which a restarted exchange goes back, and its frames up to there. */
function restart({ world, sequence, seen, hash }: ReturnType<typeof traded>): SimExchange {
  const exchange = world.start()
  assert.is(exchange.path.core.stateHash(), hash)
  assert.equal(textsOf(exchange.framesAfter(0)).slice(0, sequence), seen)
  assert.equal(exchange.path.core.checkInvariants(), [])
  return exchange
}

const refusal = (world: PathWorld): string => {
  try {
    world.start()
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  throw new Error('it was not refused')
}

test('a restart from the journal alone gives the same state and the same events', () => {
  const before = traded()
  const { recovery } = restart(before).path
  assert.is(recovery.fromSequence, 0)
  assert.is(recovery.frames, before.sequence)
  assert.ok(recovery.commands > 60)
})

test('a replay by hand gives the same state too', () => {
  const { world, hash } = traded()
  const core = loadEngine(undefined, smallCapacities)
  let commands = 0
  scanJournal(world.files, journal, (frame) => {
    const batch = commandsOf(frame)
    commands += countCommands(batch)
    const { sequence, timestampUs, type } = frame.head
    core.apply(sequence, timestampUs, batch, () => {}, type === FrameType.epoch)
  })
  assert.is(core.stateHash(), hash)
  assert.ok(commands > 60)
})

test('an event log that is gone is made again, byte for byte', () => {
  const before = traded()
  const { files } = before.world
  const contents = () => files.list(events).map((name) => files.contentOf(`${events}/${name}`))
  const whole = contents()
  for (const name of files.list(events)) files.remove(`${events}/${name}`)
  restart(before)
  assert.equal(contents().slice(0, whole.length - 1), whole.slice(0, -1))
})

test('an event log cut anywhere, or damaged at its end, is made again', () => {
  for (let trial = 0; trial < 40; trial++) {
    const before = traded(6)
    const { files } = before.world
    const chance = new Chance(trial, 'event log')
    const path = `${events}/${chance.pick(files.list(events))}`
    const bytes = files.contentOf(path)
    for (const name of files.list(events))
      if (`${events}/${name}` > path) files.remove(`${events}/${name}`)
    if (chance.happens(0.5)) files.replace(path, bytes.subarray(0, chance.below(bytes.length)))
    else {
      bytes.fill(chance.u32(), chance.below(bytes.length))
      files.replace(path, bytes)
    }
    restart(before)
  }
})

test('recovery begins at the newest snapshot', () => {
  const world = new PathWorld()
  const exchange = world.start({ snapshotCommands: 20 })
  world.trade(exchange, 10)
  const first = exchange.keeper.work() as number
  world.trade(exchange, 10)
  const second = exchange.keeper.work() as number
  assert.ok(second > first)
  world.frame(exchange, openAccount(9))
  const hash = exchange.path.core.stateHash()
  const { path } = world.start()
  assert.is(path.recovery.fromSequence, second)
  assert.ok(path.recovery.frames < exchange.path.sequence - first)
  assert.is(path.core.stateHash(), hash)
})

test('a damaged snapshot gives way to its export, that to the older one, and so on to none', () => {
  const world = new PathWorld()
  const exchange = world.start({ snapshotCommands: 20 })
  world.trade(exchange, 10)
  const first = exchange.keeper.work()
  world.trade(exchange, 10)
  const second = exchange.keeper.work()
  const hash = exchange.path.core.stateHash()
  const { files } = world
  const from: number[] = []
  for (const name of files.list(snapshots).reverse()) {
    const bytes = files.contentOf(`${snapshots}/${name}`)
    bytes[bytes.length >> 1] ^= 4
    files.replace(`${snapshots}/${name}`, bytes)
    const { path } = world.start()
    from.push(path.recovery.fromSequence)
    assert.is(path.core.stateHash(), hash)
  }
  assert.equal(from, [second, first, first, 0])
  assert.ok(world.words.some((word) => word.includes('is passed over: its body is damaged')))
})

test('larger pools begin from the newest export, and go on with the same events', () => {
  const world = new PathWorld()
  const exchange = world.start({ snapshotCommands: 20 })
  world.trade(exchange, 10)
  const kept = exchange.keeper.work()
  world.trade(exchange, 3)
  const larger = { ...smallCapacities, orders: 4096, accounts: 999 }
  const grown = world.start({}, { capacities: larger })
  assert.is(grown.path.core.capacities.accounts, 999)
  assert.is(grown.path.recovery.fromSequence, kept)
  assert.is(grown.path.core.stateHash(), exchange.path.core.stateHash())
  // The frames behind the export hold the digests of the events that the smaller core gave.
  assert.ok(grown.path.recovery.frames > 3)
  world.trade(grown, 2)
})

test('a snapshot above the event log is not used', () => {
  const world = new PathWorld()
  const exchange = world.start({ snapshotCommands: 20 })
  world.trade(exchange, 10)
  exchange.keeper.work()
  const { files } = world
  for (const name of files.list(events)) files.remove(`${events}/${name}`)
  assert.is(world.start().path.recovery.fromSequence, 0)
})

test('a journal cut below what was published is refused, at every frame', () => {
  const { world, sequence } = traded(4)
  const { files } = world
  const names = files.list(journal)
  const last = `${journal}/${names.at(-1)}`
  const bytes = files.contentOf(last)
  for (let length = segmentHeadBytes; length < bytes.length; length += 40) {
    files.replace(last, bytes.subarray(0, length))
    const zeros = bytes.subarray(length).every((byte) => byte === 0)
    if (zeros) continue
    assert.match(refusal(world), `, but frame ${sequence} was published: acknowledged data is lost`)
  }
})

test('every flipped bit of the last frame is refused, since it was published', () => {
  const { world } = traded(2)
  const { files } = world
  const last = `${journal}/${files.list(journal).at(-1)}`
  const bytes = files.contentOf(last)
  let end = bytes.length
  while (bytes[end - 1] === 0) end--
  for (let bit = (end - 100) * 8; bit < end * 8; bit += 3) {
    const flipped = bytes.slice()
    flipped[bit >> 3] ^= 1 << (bit & 7)
    files.replace(last, flipped)
    assert.match(refusal(world), /^(RecoveryError|JournalError): /, `bit ${bit}`)
  }
})

test('a journal below the newest snapshot is refused, also where the event log is gone', () => {
  const world = new PathWorld()
  const exchange = world.start({ snapshotCommands: 20 })
  world.trade(exchange, 10)
  const kept = exchange.keeper.work()
  const { files } = world
  for (const name of files.list(events)) files.remove(`${events}/${name}`)
  const [first, ...others] = files.list(journal).map((name) => `${journal}/${name}`)
  for (const path of others) files.remove(path)
  files.replace(first, files.contentOf(first).subarray(0, 1500))
  assert.match(refusal(world), `but frame ${kept} was published`)
})

test('a journal of another history than the event log is refused', () => {
  const { world } = traded()
  const other = traded(20, 2)
  const { files } = world
  for (const name of files.list(journal)) files.remove(`${journal}/${name}`)
  for (const name of other.world.files.list(journal)) {
    const file = files.open(`${journal}/${name}`, 'create')
    file.write(other.world.files.contentOf(`${journal}/${name}`), 0)
  }
  const words = refusal(world)
  assert.match(words, /^RecoveryError: frame \d+: the event log is of another history/)
})

test('a core that decides otherwise than it did is refused', () => {
  const { world } = traded()
  const start = () => world.start({}, { capacities: { ...smallCapacities, orders: 100 } })
  assert.throws(start, (error: Error) => error instanceof RecoveryError)
})

test('an exchange that crashed between its first frame and its genesis gets its genesis', () => {
  const world = new PathWorld()
  const genesis = () => {
    throw new Error('crash')
  }
  assert.throws(() => world.start({}, { genesis }), /crash/)
  const exchange = world.start()
  world.trade(exchange, 3)
  const { path } = world.start({}, { genesis, reporter: noReporter })
  assert.is(path.core.stateHash(), exchange.path.core.stateHash())
})

test('an empty folder, or one that was left while the first segment was made, begins anew', () => {
  let number = 1
  for (let isWhole = false; !isWhole; number++) {
    const world = new PathWorld()
    let steps = 0
    world.files.watch = () => {
      if (++steps === number) throw new Error('crash')
    }
    try {
      world.start()
      isWhole = true
    } catch (error) {
      assert.match((error as Error).message, 'crash')
    }
    world.files.restart()
    world.files.losePower(new Chance(number), { kept: 1, dropped: 1, torn: 1, garbage: 1 })
    world.trade(world.start(), 2)
  }
  assert.ok(number > 30, `${number} steps`)
})

test.run()
