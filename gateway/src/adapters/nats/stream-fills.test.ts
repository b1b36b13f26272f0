// How full the streams are, and what becomes of a log whose next generation has no room on the servers.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Frames, settings, until, withServer } from '../../testing/stream-world.js'
import { StreamFills } from './stream-fills.js'
import { StreamSet } from './streams.js'

/** Of the server's one gibibyte two generations have room, and no third. */
const small = { ...settings, journalBytesMax: 400 * 1024 * 1024 }

withServer('what exists is told, and stays told while nobody answers', async (world) => {
  const fills = await StreamFills.open(await world.connect(), settings)
  await fills.look()
  assert.equal(fills.last, [])
  const [log, frames] = [await world.open(), new Frames()]
  await world.append(log, frames.next(5_000))
  await fills.look()
  const [journal, ...others] = fills.last
  assert.equal(others, [])
  assert.ok(journal && journal.bytes > 5_000 && journal.bytes < 6_000, String(journal?.bytes))
  const { stream, bytesMax, generations } = journal
  const { journalBytesMax } = settings
  assert.equal([stream, bytesMax, generations], ['journal', journalBytesMax, 1])
  await world.append(log, frames.roll())
  await world.append(log, frames.next())
  await fills.look()
  assert.is(fills.last[0]?.generations, 2)
  assert.ok((fills.last[0]?.bytes ?? 0) < 1_000)
  await world.server.kill()
  await fills.look()
  assert.is(fills.last[0]?.generations, 2)
})

withServer(
  'a log whose next generation has no room is full, and goes on when an old one is gone',
  async (world) => {
    const [log, frames] = [await world.open(undefined, small), new Frames()]
    for (const frame of [frames.next(), frames.roll(), frames.next()])
      await world.append(log, frame)
    // On a slow disk one of them was late, which is told as well.
    world.conditions.length = 0
    const roll = world.append(log, frames.roll())
    roll.catch(() => {})
    await until(() => world.conditions.length > 0)
    assert.equal(world.conditions, ['full'])
    const streams = await StreamSet.open(await world.connect(), small, 'journal')
    await streams.manager.streams.delete(streams.generation(0).name)
    assert.is(await roll, 'committed')
    assert.equal(world.conditions, ['full', 'ready'])
    assert.is(await world.append(log, frames.next()), 'committed')
  },
  { gigabytes: 1 },
)

test.run()
