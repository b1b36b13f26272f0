// The replicated log against a real server: every outcome is exact, whatever becomes of an answer, and
// nothing is read that is not what was written.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StoredFrame } from '../../ports.js'
import {
  type Frame,
  Frames,
  failureOf,
  type StreamWorld,
  settings,
  until,
  withServer,
} from '../../testing/stream-world.js'
import { TcpProxy } from '../../testing/tcp-proxy.js'
import type { StreamLog } from './stream-log.js'
import { StreamSet } from './streams.js'

const bytesOf = (frames: readonly { bytes: Uint8Array }[]) =>
  frames.map(({ bytes }) => Buffer.from(bytes).toString('hex'))

async function readHex(world: StreamWorld, log: StreamLog, from = 1): Promise<string[]> {
  return bytesOf((await world.readAll(log, from)).map((bytes) => ({ bytes })))
}

/** Where the only generation of the tests' journal is kept. */
const storeOf = (world: StreamWorld): string =>
  join(world.server.folder, 'store/jetstream/$G/streams/test-0-journal-0000000000000000/msgs')

withServer('what was appended is read back, byte for byte', async (world) => {
  const log = await world.open()
  assert.is(await log.last(), undefined)
  assert.equal(await readHex(world, log), [])
  const frames = new Frames()
  for (let count = 0; count < 5; count++)
    assert.is(await world.append(log, frames.next()), 'committed')
  assert.equal(bytesOf([(await log.last()) as StoredFrame]), bytesOf(frames.all.slice(-1)))
  assert.equal(await readHex(world, log), bytesOf(frames.all))
  assert.equal(await readHex(world, log, 4), bytesOf(frames.all.slice(3)))
  assert.equal(await readHex(world, log, 6), [])
  const again = await world.open()
  assert.is(await world.append(again, frames.next(512 * 1024)), 'committed')
  assert.equal(await readHex(world, again, 6), bytesOf(frames.all.slice(5)))
})

withServer('of two writers at one slot exactly one has it', async (world) => {
  const [one, two] = [await world.open(), await world.open()]
  const frames = new Frames()
  await world.append(one, frames.next())
  for (let round = 0; round < 20; round++) {
    const mine = frames.branch(2).next()
    const theirs = frames.branch(3).next()
    const outcomes = await Promise.all([world.append(one, mine), world.append(two, theirs)])
    assert.equal([...outcomes].sort(), ['committed', 'deposed'])
    const winner = outcomes[0] === 'committed' ? mine : theirs
    assert.equal(bytesOf([(await one.last()) as StoredFrame]), bytesOf([winner]))
    // The next round goes on behind the winner, whose chain does not matter to the log.
    frames.next()
  }
})

withServer(
  'the same frame twice is one frame, also when nobody remembers its id',
  async (world) => {
    const [one, two] = [await world.open(), await world.open()]
    const frame = new Frames().next()
    assert.is(await world.append(one, frame), 'committed')
    assert.is(await world.append(two, frame), 'committed')
    assert.is(await two.append(frame.bytes, 'another-id', 0), 'committed')
    assert.is((await readHex(world, one)).length, 1)
  },
)

withServer('an answer that is lost is settled as committed, and once', async (world) => {
  const proxy = await TcpProxy.to(world.server.port)
  try {
    const log = await world.open(`nats://127.0.0.1:${proxy.port}`)
    const frames = new Frames()
    for (let round = 0; round < 3; round++) {
      assert.is(await world.append(log, frames.next()), 'committed')
      proxy.loseAnswers()
      const appending = world.append(log, frames.next())
      const watcher = await world.open()
      while ((await watcher.last())?.sequence !== frames.all.length) await sleep(10)
      proxy.cut()
      assert.is(await appending, 'committed')
    }
    assert.equal(await readHex(world, log), bytesOf(frames.all))
  } finally {
    await proxy.close()
  }
})

withServer(
  'an answer that is lost is settled as deposed where another was first',
  async (world) => {
    const proxy = await TcpProxy.to(world.server.port)
    try {
      const log = await world.open(`nats://127.0.0.1:${proxy.port}`)
      const other = await world.open()
      const frames = new Frames()
      await world.append(log, frames.next())
      const theirs = frames.branch(2).next()
      assert.is(await world.append(other, theirs), 'committed')
      proxy.loseAnswers()
      const appending = world.append(log, frames.branch(3).next())
      await sleep(100)
      proxy.cut()
      assert.is(await appending, 'deposed')
      assert.equal(await readHex(world, other, 2), bytesOf([theirs]))
    } finally {
      await proxy.close()
    }
  },
)

withServer('a server that is killed loses nothing that it acknowledged', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  let killing: Promise<void> = Promise.resolve()
  for (let kills = 0; kills < 3; kills++) {
    for (let count = 0; count < 200; count++) {
      const appending = world.append(log, frames.next(4_000))
      if (count === 100 + kills) killing = world.server.kill().then(() => world.server.run())
      assert.is(await appending, 'committed')
    }
    await killing
  }
  assert.ok(world.conditions.includes('unreachable'))
  assert.is(world.conditions.at(-1), 'ready')
  assert.equal(await readHex(world, log), bytesOf(frames.all))
})

withServer('who follows tells when the log is not heard, and when it is again', async (world) => {
  const log = await world.open()
  await world.append(log, new Frames().next())
  const following = new AbortController()
  const followed: StoredFrame[] = []
  const follow = log.follow(1, (frame) => void followed.push(frame), following.signal)
  const failure = failureOf(follow)
  await until(() => followed.length === 1)
  // On a slow disk the first frame was late as well.
  world.conditions.length = 0
  for (let pauses = 1; pauses <= 2; pauses++) {
    const goOn = await world.server.pause()
    await until(() => world.conditions.length === 2 * pauses - 1)
    goOn()
    await until(() => world.conditions.length === 2 * pauses)
  }
  assert.equal(world.conditions, ['unreachable', 'ready', 'unreachable', 'ready'])
  following.abort()
  assert.is(await failure, undefined)
})

withServer('a server that is paused is waited for', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  await world.append(log, frames.next())
  const goOn = await world.server.pause()
  const appending = world.append(log, frames.next())
  await until(() => world.conditions.includes('unreachable'))
  goOn()
  assert.is(await appending, 'committed')
  assert.equal(await readHex(world, log), bytesOf(frames.all))
})

withServer(
  'a log that is full waits, loses nothing, and goes on when there is room',
  async (world) => {
    const log = await world.open(undefined, { journalBytesMax: 64 * 1024 })
    const frames = new Frames()
    const isFull = () => world.conditions.includes('full')
    let isUnderWay = false
    let appending: Promise<unknown> = Promise.resolve()
    while (!isFull()) {
      isUnderWay = true
      appending = world.append(log, frames.next(4_000)).then(() => {
        isUnderWay = false
      })
      await until(() => !isUnderWay || isFull())
      if (frames.all.length < 12) assert.not(log.isRollDue)
    }
    assert.ok(log.isRollDue)
    assert.equal(await readHex(world, log), bytesOf(frames.all.slice(0, -1)))
    const manager = await (await world.connect()).connection.jetstreamManager()
    await manager.streams.update('test-0-journal-0000000000000000', { max_bytes: 1024 * 1024 })
    await appending
    assert.is(world.conditions.at(-1), 'ready')
    assert.equal(await readHex(world, log), bytesOf(frames.all))
  },
)

withServer('generations are written and read as one log', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  const standby = await world.open()
  const followed: StoredFrame[] = []
  const stop = new AbortController()
  const following = standby.follow(1, (frame) => void followed.push(frame), stop.signal)
  for (let generation = 0; generation < 3; generation++) {
    for (let count = 0; count < 4; count++) await world.append(log, frames.next())
    assert.is(await world.append(log, frames.roll()), 'committed')
    assert.is((await log.last())?.sequence, frames.all.length)
  }
  assert.equal(await readHex(world, log), bytesOf(frames.all))
  assert.equal(await readHex(world, log, 6), bytesOf(frames.all.slice(5)))
  await until(() => followed.length === frames.all.length)
  stop.abort()
  await following
  assert.equal(bytesOf(followed), bytesOf(frames.all))
  // One that was never told of the roll finds the generation behind it.
  assert.is(await world.append(standby, frames.next()), 'committed')
  assert.is(await world.append(log, frames.branch(2).next()), 'committed')
  const streams = await StreamSet.open(await world.connect(), settings, 'journal')
  assert.equal(await streams.deleteThrough(9), ['test-0-journal-0000000000000000'])
  assert.match((await failureOf(readHex(world, log, 5)))?.message ?? '', 'begins with 6')
  assert.is((await readHex(world, log, 6)).length, frames.all.length - 5 + 1)
})

withServer('a leader that was paused over a roll is deposed', async (world) => {
  const [old, next] = [await world.open(), await world.open()]
  const frames = new Frames()
  await world.append(old, frames.next())
  const late = frames.branch(2).next()
  await world.append(next, frames.roll())
  assert.is(await world.append(old, late), 'deposed')
  const behindRoll = frames.branch(3).next()
  await world.append(next, frames.next())
  assert.is(await world.append(await world.open(), behindRoll), 'deposed')
  assert.equal(await readHex(world, next), bytesOf(frames.all))
})

withServer('a roll whose writer died at once is gone on from', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  await world.append(log, frames.next())
  await world.append(log, frames.roll())
  const client = await world.connect()
  const manager = await client.connection.jetstreamManager()
  await manager.streams.delete('test-0-journal-0000000000000002')
  const successor = await world.open()
  assert.is((await successor.last())?.sequence, 2)
  assert.is(await world.append(successor, frames.next()), 'committed')
  assert.equal(await readHex(world, successor), bytesOf(frames.all))
})

withServer(
  'a standby follows through restarts of the server, one frame at a time',
  async (world) => {
    const [leader, standby] = [await world.open(), await world.open()]
    const frames = new Frames()
    const followed: StoredFrame[] = []
    let inside = 0
    const onFrame = async (frame: StoredFrame) => {
      assert.is(++inside, 1)
      followed.push(frame)
      await sleep(0)
      inside--
    }
    const stop = new AbortController()
    const following = standby.follow(2, onFrame, stop.signal)
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 600; count++) await world.append(leader, frames.next())
      await world.server.kill()
      await world.server.run()
    }
    await until(() => followed.length === frames.all.length - 1)
    stop.abort()
    await following
    assert.equal(bytesOf(followed), bytesOf(frames.all.slice(1)))
  },
)

withServer('a foreign message in the place of a frame is refused', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  await world.append(log, frames.next())
  const { connection } = await world.connect()
  await connection.jetstream().publish('test.0.journal.0000000000000000', 'not a frame at all')
  assert.is(await world.append(log, frames.next()), 'deposed')
  const fault = /test-0-journal-0000000000000000, message 2: this is no frame/
  assert.match((await failureOf(readHex(world, log)))?.message ?? '', fault)
  assert.match((await failureOf(log.last()))?.message ?? '', fault)
})

withServer('a frame whose bytes were changed on the way is refused', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  await world.append(log, frames.next())
  const { bytes, chain } = frames.next()
  bytes[100] = (bytes[100] ?? 0) ^ 1
  await log.append(bytes, chain, 1)
  assert.match(
    (await failureOf(readHex(world, log)))?.message ?? '',
    /message 2: frame 2: the payload is damaged/,
  )
})

withServer('a flipped bit on the disk of the server is found', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  for (let count = 0; count < 300; count++) await world.append(log, frames.next(1_000))
  await world.server.end()
  const folder = storeOf(world)
  const block = (await readdir(folder)).filter((name) => name.endsWith('.blk')).sort()[0] as string
  const bytes = await readFile(join(folder, block))
  // In the payload of frame 151: in a message's own head, 2.10.27 ends itself when it is read.
  const payload = bytes.indexOf(Buffer.from((frames.all[150] as Frame).bytes.subarray(48)))
  assert.ok(payload > 0)
  bytes[payload + 600] = (bytes[payload + 600] ?? 0) ^ 16
  await writeFile(join(folder, block), bytes)
  await world.server.run()
  const failure = await failureOf(readHex(world, await world.open()))
  assert.is(failure?.name, 'StreamDamagedError')
  assert.match(
    failure?.message ?? '',
    /test-0-journal-0000000000000000, message 151: it is missing/,
  )
})

withServer(
  'streams with settings that lose frames are refused, and the difference named',
  async (world) => {
    const { connection } = await world.connect()
    const manager = await connection.jetstreamManager()
    const name = 'test-0-journal-0000000000000000'
    await manager.streams.add({ name, subjects: ['test.0.journal.0000000000000000'] })
    const message = (await failureOf(world.open()))?.message ?? ''
    assert.match(message, 'discard is old and must be new')
    assert.match(message, 'deny_delete is false and must be true')
    await manager.streams.delete(name)
    await world.open()
    const three = { replicas: 3 }
    assert.match((await failureOf(world.open(undefined, three)))?.message ?? '', 'must be 3')
    const elsewhere = { ...three, prefix: 'elsewhere' }
    assert.match(
      (await failureOf(world.open(undefined, elsewhere)))?.message ?? '',
      'need a cluster',
    )
  },
)

withServer('whoever waits can be stopped', async (world) => {
  const log = await world.open()
  const frames = new Frames()
  await world.append(log, frames.next())
  await world.server.kill()
  const appending = failureOf(world.append(log, frames.next()))
  const following = failureOf(log.follow(1, () => {}, new AbortController().signal))
  world.stopping.abort(new Error('enough'))
  assert.is((await appending)?.message, 'enough')
  assert.is((await following)?.message, 'enough')
})

test.run()
