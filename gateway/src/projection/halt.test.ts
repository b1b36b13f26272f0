// What the projection must not swallow: it halts with an alarm, and the tables stay as they were.
import {
  AssetListed,
  Balance,
  forEachRecord,
  limits,
  ReportOrderAck,
  Trade,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame } from '../ports.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { readCursor } from './cursor.js'
import { clearProjection } from './rebuild.js'
import { Crowd, fund } from './testing/crowd.js'
import { project } from './testing/harness.js'
import { MemoryEventLog } from './testing/memory-event-log.js'
import { dumpTables } from './testing/tables.js'
import { World } from './testing/world.js'

let database: TestDatabase
let frames: readonly EventFrame[]

test.before(async () => {
  database = await openTestDatabase()
  const world = new World()
  world.openAccounts(3)
  fund(world)
  new Crowd(world, 5).trades(40, 4)
  frames = world.log.frames
})

test.before.each(() => clearProjection(database.sql))

test.after(() => database.stop())

function logOf(given: readonly EventFrame[]): MemoryEventLog {
  const log = new MemoryEventLog()
  for (const frame of given) log.append(frame)
  return log
}

/** The frames with the last one that holds such an event changed in it. */
function withChanged(
  kind: number,
  change: (view: DataView, at: number, part: Uint8Array) => void,
): { log: MemoryEventLog; sequence: number } {
  for (const frame of frames.toReversed()) {
    const parts = frame.parts.map((part) => part.slice())
    let isChanged = false
    for (const part of parts)
      forEachRecord(part, (found, view, at) => {
        if (found !== kind || isChanged) return
        change(view, at, part)
        isChanged = true
      })
    if (!isChanged) continue
    const { sequence } = frame
    const changed = frames.map((known) => (known === frame ? { ...frame, parts } : known))
    return { log: logOf(changed), sequence }
  }
  throw new Error(`no frame has an event of kind ${kind}`)
}

/** Projects one frame a transaction, and expects a halt with the tables as they were before it. */
async function haltsAt(log: MemoryEventLog, sequence: number, reason: RegExp): Promise<void> {
  const { projector, faults } = await project(database.sql, log, 1)
  assert.is(faults.length, 1, 'the alarm was raised once')
  assert.match(faults[0].message, reason)
  assert.is(projector.state, 'halted')
  assert.is(projector.lastSequence(), sequence - 1)
  assert.is((await readCursor(database.sql))?.sequence, sequence - 1)
  const found = await dumpTables(database.sql)
  await clearProjection(database.sql)
  await project(database.sql, logOf(frames.slice(0, sequence - 1)), 1)
  assert.equal(found, await dumpTables(database.sql))
}

test('a gap', async () => {
  const log = logOf(frames.filter(({ sequence }) => sequence !== 10))
  await haltsAt(log, 10, /frame 11 came after frame 9: a gap/)
})

test('a frame that comes twice is no fault and changes nothing', async () => {
  await project(database.sql, logOf(frames))
  const once = await dumpTables(database.sql)
  await clearProjection(database.sql)
  const twice = frames.flatMap((frame) => [frame, frame, frames[0]])
  const { faults } = await project(database.sql, logOf([...twice, ...frames.slice(-1)]), 20)
  assert.equal(faults, [])
  assert.equal(await dumpTables(database.sql), once)
})

test('a log that is damaged', async () => {
  const log = logOf(frames)
  const { readerAfter } = log
  log.readerAfter = (sequence) => {
    const reader = readerAfter.call(log, sequence)
    const next = () => {
      const frame = reader.next()
      if (frame?.sequence === 7) throw Object.assign(new Error('checksum'), { code: 'EIO' })
      return frame
    }
    return { ...reader, next }
  }
  await haltsAt(log, 7, /the event log cannot be read: checksum/)
})

test('a balance that the ledger does not add up to', async () => {
  const { log, sequence } = withChanged(Balance.kind, (view, at) => {
    const field = at + Balance.offset.availableUnits
    view.setBigInt64(field, view.getBigInt64(field, true) + 1n, true)
  })
  await haltsAt(log, sequence, /the core states .* the ledger adds up to/)
})

test('a movement whose balance is not stated before its command is answered', async () => {
  const last = frames.findLast((frame) => kindsOf(frame).includes(Trade.kind)) as EventFrame
  const kept: Uint8Array[] = []
  let isMissing = false
  for (const part of last.parts)
    forEachRecord(part, (kind, view, at, sizeBytes) => {
      const isUsers =
        kind === Balance.kind && Balance.read(view, at).account >= limits.accountUserMin
      if (isUsers && !isMissing) isMissing = true
      else kept.push(part.subarray(at, at + sizeBytes))
    })
  const changed = { ...last, parts: [Buffer.concat(kept)] }
  const log = logOf(frames.map((frame) => (frame === last ? changed : frame)))
  await haltsAt(log, last.sequence, /moved [A-Z]+ of account \d+ without stating what is there now/)
})

test('a trade that is not price times quantity', async () => {
  const { log, sequence } = withChanged(Trade.kind, (view, at) => {
    const field = at + Trade.offset.quoteUnits
    view.setBigInt64(field, view.getBigInt64(field, true) + 1n, true)
  })
  await haltsAt(log, sequence, /trades_quote_quantity_check|the ledger adds up to/)
})

test('an order that was never accepted', async () => {
  const { log, sequence } = withChanged(Trade.kind, (view, at) => {
    view.setUint32(at + Trade.offset.makerOrderId, 999_999, true)
  })
  await haltsAt(log, sequence, /changes order 999999, which has no row/)
})

test('a market that was never listed', async () => {
  const { log, sequence } = withChanged(Trade.kind, (view, at) => {
    view.setUint32(at + Trade.offset.market, 63, true)
  })
  await haltsAt(log, sequence, /market 63 was never listed/)
})

test('an asset finer than the tables', async () => {
  const { log, sequence } = withChanged(AssetListed.kind, (view, at) => {
    view.setUint8(at + AssetListed.offset.decimals, 9)
  })
  await haltsAt(log, sequence, /BTC has 9 decimals, and the tables hold 8/)
})

test('an event of the benchmark, and one that is cut off', async () => {
  const last = frames.at(-1) as EventFrame
  const benchmark = new Uint8Array(ReportOrderAck.sizeBytes)
  const foreign = logOf([...frames.slice(0, -1), { ...last, parts: [benchmark] }])
  await haltsAt(foreign, last.sequence, /holds an event of kind 0: not for us/)
  const parts = [last.parts[0].subarray(0, -8)]
  await clearProjection(database.sql)
  const cut = logOf([...frames.slice(0, -1), { ...last, parts }])
  await haltsAt(cut, last.sequence, /record at byte \d+: kind 8 needs 32 bytes of 24/)
})

test('a foreign row where a new one belongs', async () => {
  const firstTrade = frames.find((frame) => kindsOf(frame).includes(Trade.kind))
  assert.ok(firstTrade)
  const before = logOf(frames.slice(0, firstTrade.sequence - 1))
  await project(database.sql, before)
  await database.sql.query(
    `INSERT INTO trades
    SELECT 1, 'BTCUSDT', 1, 1, 1, 'buy', 1, 2, 16, 17, 0, 'BTC', 0, 'USDT',
      timestamptz 'epoch' + $1::bigint * interval '1 microsecond', 1`,
    [firstTrade.timestampUs],
  )
  const { faults } = await project(database.sql, logOf(frames))
  assert.is(faults.length, 1)
  assert.match(faults[0].message, /trades_.*pkey/)
  assert.is((await readCursor(database.sql))?.sequence, firstTrade.sequence - 1)
})

test('a row that somebody removed', async () => {
  await project(database.sql, logOf(frames.slice(0, -1)))
  await database.sql.query("DELETE FROM accounts WHERE account_number >= 16 AND currency = 'USDT'")
  const { faults } = await project(database.sql, logOf(frames))
  assert.match(faults.map(String).join(), /there is no row for USDT of account/)
})

test('tables that know more than the log, or another history', async () => {
  await project(database.sql, logOf(frames))
  const whole = await dumpTables(database.sql)
  const shorter = await project(database.sql, logOf(frames.slice(0, -1)))
  assert.match(
    shorter.faults.map(String).join(),
    /the tables hold frame \d+, and the event log ends at/,
  )
  const last = { ...(frames.at(-1) as EventFrame), chain: 'f'.repeat(16) }
  const other = await project(database.sql, logOf([...frames.slice(0, -1), last]))
  assert.match(other.faults.map(String).join(), /chain f{16}: another history/)
  const cut = await project(database.sql, logOf(frames.slice(-1)))
  assert.equal(cut.faults, [], 'a log that begins with the cursor’s own frame will do')
  assert.equal(await dumpTables(database.sql), whole)
})

function kindsOf(frame: EventFrame): number[] {
  const kinds: number[] = []
  for (const part of frame.parts) forEachRecord(part, (kind) => kinds.push(kind))
  return kinds
}

test.run()
