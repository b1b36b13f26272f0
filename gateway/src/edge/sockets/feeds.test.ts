// Trades and books over real sockets: exact payloads, one update a period, and books rebuilt from a
// snapshot and updates.
import { Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Views } from '../../ports.js'
import { restoreViews } from '../../views/index.js'
import { alice, bob, market, type OrderFields } from '../../views/testing/frames.js'
import { numbers } from '../../views/testing/numbers.js'
import { formatPrice, formatQuantity } from '../decimals.js'
import { type Client, Rig } from './testing/rig.js'

const ask: OrderFields = {
  account: alice,
  orderId: 1,
  side: Side.sell,
  priceTicks: 6_500_050,
  quantityLots: 100,
}
const bid: OrderFields = { ...ask, account: bob, orderId: 2, side: Side.buy, quantityLots: 40 }

async function withRig(work: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000 })
  try {
    await work(rig)
    assert.equal(rig.errors, [])
  } finally {
    await rig.close()
  }
}

test('a trade goes to everybody who subscribed, plain or combined, and to nobody else', () =>
  withRig(async (rig) => {
    const plain = await rig.connect('/ws/btcusd@trade')
    const combined = await rig.connect('/stream?streams=btcusd@trade')
    const deaf = await rig.connect('/ws/btcusd@depth')
    rig.frame(rig.stream.accepted(ask), rig.stream.accepted(bid))
    const tradedMs = Math.floor((rig.stream.timestampUs + 1) / 1_000)
    rig.frame(rig.stream.trade({ tradeId: 9, maker: ask, taker: bid, quantityLots: 40 }))
    rig.flush()
    const text =
      `{"e":"trade","E":${rig.time.wallUs() / 1_000},"s":"BTCUSD","t":9,"p":"65000.50000000",` +
      `"q":"0.00040000","T":${tradedMs},"m":false,"M":true}`
    assert.is(await plain.text(), text)
    assert.is(await combined.text(), `{"stream":"btcusd@trade","data":${text}}`)
    await deaf.settle()
    assert.is(deaf.unread, 0)
  }))

test('a book update has the totals at the end of its period, and all update ids of it', () =>
  withRig(async (rig) => {
    const fast = await rig.connect('/ws/btcusd@depth@100ms')
    const slow = await rig.connect('/ws/btcusd@depth')
    rig.frame(
      rig.stream.levels(Side.buy, [
        [100, 5],
        [101, 7],
      ]),
    )
    rig.frame(rig.stream.levels(Side.sell, [[110, 3]]), rig.stream.levels(Side.buy, [[100, 0]]))
    rig.time.pass(99)
    await fast.settle()
    assert.is(fast.unread, 0)
    rig.time.pass(1)
    rig.flush()
    const update = {
      e: 'depthUpdate',
      E: rig.time.wallUs() / 1_000,
      s: 'BTCUSD',
      U: 1,
      u: 3,
      b: [
        ['1.00000000', '0.00000000'],
        ['1.01000000', '0.00007000'],
      ],
      a: [['1.10000000', '0.00003000']],
    }
    assert.equal(await fast.next(), update)
    rig.frame(rig.stream.levels(Side.sell, [[110, 4]]))
    rig.time.pass(900)
    rig.flush()
    const [later, whole] = [await fast.next(), await slow.next()]
    assert.equal([later.U, later.u, later.a], [4, 4, [['1.10000000', '0.00004000']]])
    assert.equal([whole.U, whole.u, whole.a], [1, 4, [['1.10000000', '0.00004000']]])
    assert.equal(whole.b, update.b)
    rig.time.pass(5_000)
    await fast.settle()
    assert.is(fast.unread + slow.unread, 0)
  }))

type LevelText = readonly [price: string, quantity: string]

/** A client's copy of the book, by the rule of the dialect. */
class LocalBook {
  readonly bids = new Map<string, string>()
  readonly asks = new Map<string, string>()

  constructor(
    public lastUpdateId: number,
    bids: readonly LevelText[],
    asks: readonly LevelText[],
  ) {
    for (const [price, quantity] of bids) this.bids.set(price, quantity)
    for (const [price, quantity] of asks) this.asks.set(price, quantity)
  }

  static of(views: Views): LocalBook {
    const view = views.markets()[market]
    const { lastUpdateId, bids, asks } = views.depth(market, 5_000)
    const texts = (levels: typeof bids) =>
      levels.map(
        ({ priceTicks, totalLots }) =>
          [formatPrice(view, priceTicks), formatQuantity(view, totalLots)] as const,
      )
    return new LocalBook(lastUpdateId, texts(bids), texts(asks))
  }

  /** True where the update was used, false where it is older than the snapshot. */
  apply(update: Record<string, unknown>): boolean {
    const [first, last] = [update.U, update.u] as [number, number]
    if (last <= this.lastUpdateId) return false
    assert.ok(first <= this.lastUpdateId + 1, `${first} leaves a gap after ${this.lastUpdateId}`)
    this.lastUpdateId = last
    for (const [side, levels] of [
      [this.bids, update.b],
      [this.asks, update.a],
    ] as const)
      for (const [price, quantity] of levels as LevelText[])
        if (Number(quantity) === 0) side.delete(price)
        else side.set(price, quantity)
    return true
  }

  sorted(): unknown {
    const sides = [this.bids, this.asks].map((side) => [...side].sort())
    return [this.lastUpdateId, ...sides]
  }
}

/** Changes of a few levels a millisecond. */
function changeBook(rig: Rig, next: (below: number) => number, milliseconds: number): void {
  const standing = new Set(
    [...rig.views.depth(market, 999).bids, ...rig.views.depth(market, 999).asks].map(
      ({ priceTicks }) => priceTicks,
    ),
  )
  for (let passed = 0; passed < milliseconds; passed++) {
    const price = 1 + next(200)
    const total = standing.has(price) ? next(2) * next(50) : 1 + next(50)
    if (total === 0) standing.delete(price)
    else standing.add(price)
    rig.frame(rig.stream.levels(price < 100 ? Side.buy : Side.sell, [[price, total]]))
    rig.time.pass(1)
  }
  rig.flush()
}

/** Reads updates until the book has come as far as the views. */
async function catchUp(book: LocalBook, client: Client, views: Views): Promise<number> {
  let used = 0
  while (book.lastUpdateId < views.depth(market, 0).lastUpdateId)
    if (book.apply(await client.next())) used++
  return used
}

test('a book from a snapshot taken after subscribing and the updates is the views’ book', () =>
  withRig(async (rig) => {
    const next = numbers(3)
    const early = await rig.connect('/ws/btcusd@depth@100ms')
    const first = LocalBook.of(rig.views)
    changeBook(rig, next, 1_234)
    const client = await rig.connect('/ws/0')
    assert.equal(await client.ask('SUBSCRIBE', ['btcusd@depth@100ms']), { result: null, id: 1 })
    changeBook(rig, next, 33)
    const snapshot = LocalBook.of(rig.views)
    changeBook(rig, next, 1_000)
    rig.time.pass(100)
    rig.flush()
    assert.ok((await catchUp(snapshot, client, rig.views)) >= 10)
    assert.ok((await catchUp(first, early, rig.views)) >= 20)
    assert.equal(snapshot.sorted(), LocalBook.of(rig.views).sorted())
    assert.equal(first.sorted(), LocalBook.of(rig.views).sorted())
  }))

test('updates of a subscription follow each other without a gap', () =>
  withRig(async (rig) => {
    const client = await rig.connect('/ws/btcusd@depth@100ms')
    changeBook(rig, numbers(4), 2_000)
    rig.time.pass(100)
    rig.flush()
    let last = 0
    while (last < rig.views.depth(market, 0).lastUpdateId) {
      const update = await client.next()
      assert.is(update.U, last + 1)
      last = update.u as number
    }
  }))

test('after a restart the ids go on from where they were', async () => {
  const before = await Rig.open()
  changeBook(before, numbers(5), 500)
  const { lastUpdateId } = before.views.depth(market, 0)
  const saved = before.views.snapshot()
  await before.close()
  const rig = await Rig.open({}, restoreViews(saved), before.stream)
  try {
    const client = await rig.connect('/ws/btcusd@depth@100ms')
    const book = LocalBook.of(rig.views)
    changeBook(rig, numbers(6), 300)
    rig.time.pass(100)
    rig.flush()
    const update = await client.next()
    assert.is(update.U, lastUpdateId + 1)
    book.apply(update)
    await catchUp(book, client, rig.views)
    assert.equal(book.sorted(), LocalBook.of(rig.views).sorted())
  } finally {
    await rig.close()
  }
})

test('who unsubscribes gets no more, and may come back', () =>
  withRig(async (rig) => {
    const client = await rig.connect('/ws/btcusd@depth@100ms')
    await client.ask('UNSUBSCRIBE', ['btcusd@depth@100ms'])
    rig.frame(rig.stream.levels(Side.buy, [[100, 5]]))
    rig.time.pass(100)
    rig.flush()
    await client.settle()
    assert.is(client.unread, 0)
    await client.ask('SUBSCRIBE', ['btcusd@depth@100ms'])
    rig.frame(rig.stream.levels(Side.buy, [[100, 6]]))
    rig.time.pass(100)
    rig.flush()
    const update = await client.next()
    assert.equal([update.U, update.u], [2, 2])
  }))

test('a large fan-out goes out in slices', () =>
  withRig(async (rig) => {
    const clients = await Promise.all(
      Array.from({ length: 300 }, () => rig.connect('/ws/btcusd@depth@100ms')),
    )
    rig.frame(rig.stream.levels(Side.buy, [[100, 5]]))
    const sent: number[] = []
    rig.time.pass(100, () => sent.push(rig.sockets.counts().messagesSent))
    assert.equal(sent, [0, 256, 300])
    for (const client of clients) assert.is((await client.next()).u, 1)
  }))

test.run()
