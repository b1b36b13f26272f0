// History out of the tables is what the views would say if they forgot nothing.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemTimers } from '../adapters/system.js'
import {
  type AmendmentRange,
  type History,
  HistoryBehindError,
  type HistoryRange,
  type PreventedMatchView,
  type PreventedRange,
  type PreventedStep,
  type Timers,
} from '../ports.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { createHistory } from './history.js'
import { Crowd, fund } from './testing/crowd.js'
import { hastyTimers, project, until } from './testing/harness.js'
import { World } from './testing/world.js'

let database: TestDatabase
let world: World
let history: History

test.before(async () => {
  database = await openTestDatabase()
  world = new World()
  world.openAccounts(4)
  fund(world)
  new Crowd(world, 8).frames(300)
  await project(database.sql, world.log)
  history = createHistory({
    sql: database.sql,
    sequence: () => world.views.sequence(),
    timers: systemTimers,
  })
})

test.after(() => database.stop())

const markets = [0, 6, 8, 1]
const seconds = 1_000_000

/** Every kind of range over what happened. */
function ranges(ids: readonly number[], timesUs: readonly number[]): HistoryRange[] {
  const middleId = ids[ids.length >> 1] ?? 1
  const middleUs = timesUs[timesUs.length >> 1] ?? 0
  return [
    { limit: 1_000 },
    { limit: 3 },
    { limit: 0 },
    { fromId: 0, limit: 5 },
    { fromId: middleId, limit: 4 },
    { startUs: middleUs, limit: 4 },
    { startUs: middleUs, endUs: middleUs, limit: 4 },
    { endUs: middleUs, limit: 4 },
    { endUs: middleUs - 1, limit: 4 },
    { fromId: middleId, startUs: middleUs + seconds, endUs: middleUs + 300 * seconds, limit: 9 },
    { fromId: Number.MAX_SAFE_INTEGER, limit: 5 },
  ]
}

test('pages of orders', async () => {
  let count = 0
  for (const account of world.accounts)
    for (const market of markets) {
      const all = world.views.orders(account, market, { limit: 10_000 }).entries
      count += all.length
      const times = all.map(({ createdUs }) => createdUs)
      for (const range of ranges(
        all.map(({ orderId }) => orderId),
        times,
      )) {
        const page = world.views.orders(account, market, range)
        assert.ok(page.complete)
        assert.equal(await history.orders(account, market, range), page.entries)
      }
    }
  assert.ok(count > 100, `${count} orders`)
})

test('pages of fills, of one order too', async () => {
  let count = 0
  for (const account of world.accounts)
    for (const market of markets) {
      const all = world.views.fills(account, market, { limit: 10_000 }).entries
      count += all.length
      const times = all.map(({ timestampUs }) => timestampUs)
      for (const range of ranges(
        all.map(({ tradeId }) => tradeId),
        times,
      )) {
        const page = world.views.fills(account, market, range)
        assert.equal(await history.fills(account, market, range), page.entries)
        const orderId = all[0]?.orderId ?? 1
        const ofOrder = world.views.fills(account, market, range, orderId)
        assert.equal(await history.fills(account, market, range, orderId), ofOrder.entries)
      }
    }
  assert.ok(count > 100, `${count} fills`)
})

test('pages of public trades', async () => {
  for (const market of markets) {
    const all = world.views.recentTrades(market, 10_000)
    assert.equal(await history.trades(market, { limit: 10_000 }), all)
    assert.equal(await history.trades(market, { limit: 3 }), all.slice(-3))
    const fromId = all[4]?.tradeId ?? 0
    assert.equal(await history.trades(market, { fromId, limit: 3 }), all.slice(4, 7))
  }
})

test('pages of lists, of one market and of all, and single ones by either id', async () => {
  let count = 0
  for (const account of world.accounts)
    for (const market of [...markets, undefined]) {
      const all = world.views.lists(account, { limit: 10_000 }, market).entries
      count += all.length
      const times = all.map(({ createdUs }) => createdUs)
      for (const range of ranges(
        all.map(({ listId }) => listId),
        times,
      )) {
        const page = world.views.lists(account, range, market)
        assert.equal(await history.lists(account, range, market), page.entries)
      }
      for (const { listId, listClientOrderId: name } of all.slice(0, 5)) {
        assert.equal(await history.listById(account, listId), world.views.listById(account, listId))
        assert.is(await history.listById(account + 1, listId), undefined)
        if (name !== '')
          assert.equal(
            await history.listByClientId(account, name),
            all.findLast((list) => list.listClientOrderId === name && market === undefined) ??
              world.views.listByClientId(account, name),
          )
      }
    }
  assert.ok(count > 20, `${count} lists`)
})

/** As the tables have it. */
const withoutMatchLots = (match: PreventedMatchView): PreventedMatchView => {
  const { matchLots: _matchLots, ...known } = match as PreventedStep
  return known
}

test('pages of prevented trades, of one order or by id', async () => {
  let count = 0
  for (const account of world.accounts)
    for (const market of markets) {
      const pageOf = (range: PreventedRange) =>
        world.views.preventedMatches(account, market, range).entries.map(withoutMatchLots)
      const all = pageOf({ limit: 10_000 })
      count += all.length
      const { preventedId = 1, makerOrderId: orderId = 1 } = all[all.length >> 1] ?? {}
      for (const range of [
        { limit: 10_000 },
        { limit: 2 },
        { fromId: preventedId, limit: 2 },
        { preventedId, limit: 2 },
        { orderId, limit: 9 },
        { orderId, fromId: preventedId + 1, limit: 9 },
      ])
        assert.equal(await history.preventedMatches(account, market, range), pageOf(range))
    }
  assert.ok(count > 10, `${count} prevented trades`)
})

test('pages of amendments', async () => {
  let count = 0
  for (const account of world.accounts)
    for (const market of markets)
      for (const { orderId } of world.views.orders(account, market, { limit: 10_000 }).entries) {
        const pageOf = (range: AmendmentRange) =>
          world.views.amendments(account, market, orderId, range).entries
        const all = pageOf({ limit: 10 })
        if (all.length === 0) continue
        count += all.length
        const fromId = all[0].accountEvent + 1
        for (const range of [{ limit: 10 }, { limit: 1 }, { fromId, limit: 1 }])
          assert.equal(await history.amendments(account, market, orderId, range), pageOf(range))
        assert.equal(await history.amendments(account + 1, market, orderId, { limit: 10 }), [])
      }
  assert.ok(count > 10, `${count} amendments`)
})

test('withdrawals: those that are reserved, and the end of the others', async () => {
  const ended = new Set<string>()
  for (const account of world.accounts) {
    const all = await history.withdrawals(account, { limit: 10_000 })
    for (const { status } of all) ended.add(status)
    assert.equal(
      all.filter(({ status }) => status === 'reserved'),
      world.views.reservedWithdrawals(account),
    )
    assert.equal(await history.withdrawals(account, { limit: 2 }), all.slice(-2))
    const fromId = all[1]?.withdrawalId ?? 0
    assert.equal(await history.withdrawals(account, { fromId, limit: 2 }), all.slice(1, 3))
  }
  assert.equal([...ended].sort(), ['released', 'reserved', 'settled'])
})

test('single orders by either id, and never another account’s', async () => {
  const [account, other] = world.accounts
  const orders = world.views.orders(account, 0, { limit: 10_000 }).entries
  for (const order of orders) {
    assert.equal(await history.orderById(account, order.orderId), order)
    assert.is(await history.orderById(other, order.orderId), undefined)
    const { clientOrderId } = order
    if (clientOrderId === '') continue
    assert.equal(
      await history.orderByClientId(account, 0, clientOrderId),
      orders.findLast((known) => known.clientOrderId === clientOrderId),
    )
  }
  assert.is(await history.orderByClientId(account, 0, 'never'), undefined)
  assert.is(await history.orderByClientId(account, 77, 'never'), undefined)
})

test('an answer waits for what the views have folded, but not for ever', async () => {
  const [account] = world.accounts
  const read = (timers: Timers) => {
    const sequence = () => world.core.sequence + 1
    return createHistory({ sql: database.sql, sequence, timers }).orders(account, 0, { limit: 1 })
  }
  const error = await read(hastyTimers).catch((cause: unknown) => cause)
  assert.instance(error, HistoryBehindError)
  const waits: (() => void)[] = []
  const after = (_delayMs: number, run: () => void) => {
    waits.push(run)
    return () => {}
  }
  const waiting = read({ ...hastyTimers, after })
  await until(() => waits.length === 1)
  world.log.append({ ...world.log.frames[0], sequence: world.core.sequence + 1, parts: [] })
  await project(database.sql, world.log)
  waits[0]()
  assert.equal(await waiting, world.views.orders(account, 0, { limit: 1 }).entries)
})

test.run()
