// The bus gets what the web sockets get, word for word, where it is this process's turn.
import { MarketState, MarketStateChanged, MarketStateReason, Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PublicKind, PublicSubjects } from '../ports.js'
import { alice, bob, encode, market, type OrderFields } from '../views/testing/frames.js'
import { PublicFeed } from './public-feed.js'
import { Rig } from './sockets/testing/rig.js'

const maker: OrderFields = {
  account: alice,
  orderId: 1,
  side: Side.sell,
  priceTicks: 6_500_050,
  quantityLots: 100,
}
const taker: OrderFields = { ...maker, account: bob, orderId: 2, side: Side.buy, quantityLots: 40 }

class Sent implements PublicSubjects {
  readonly counts = { messagesSent: 0, dropped: 0 }
  readonly all: [subject: string, json: string][] = []
  hasTurn = true

  isOurs = () => this.hasTurn
  put = (symbol: string, kind: PublicKind, json: string) => {
    this.all.push([`${symbol}.${kind}`, json])
  }
}

async function withFeed(
  work: (rig: Rig, sent: Sent, frame: (...records: Uint8Array[]) => void) => Promise<void>,
): Promise<void> {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000 })
  const sent = new Sent()
  const { time, views, stream } = rig
  const feed = new PublicFeed({ views, subjects: sent, clock: time, timers: time })
  const frame = (...records: Uint8Array[]) => {
    const changes = views.fold(stream.frame(...records))
    feed.onFrame(changes)
    rig.sockets.onFrame(changes)
  }
  try {
    await work(rig, sent, frame)
    assert.equal(rig.errors, [])
  } finally {
    feed.close()
    await rig.close()
  }
}

test('trades, books and states are those of the web sockets, word for word', () =>
  withFeed(async (rig, sent, frame) => {
    const { stream, time } = rig
    const streams = ['trade', 'depth@100ms', 'state'].map((kind) => `btcusd@${kind}`)
    const socket = await rig.connect(`/ws/${streams[0]}`)
    for (const name of streams.slice(1)) await socket.ask('SUBSCRIBE', [name])
    frame(stream.accepted(maker), stream.levels(Side.sell, [[6_500_050, 100]]))
    frame(stream.accepted(taker), stream.trade({ tradeId: 9, maker, taker, quantityLots: 40 }))
    frame(stream.levels(Side.sell, [[6_500_050, 60]]))
    const { halted } = MarketState
    const { command } = MarketStateReason
    frame(encode(MarketStateChanged, { market, state: halted, reason: command, untilUs: 0 }))
    time.pass(100)
    frame(stream.levels(Side.buy, [[100, 5]]))
    time.pass(100)
    time.pass(100)
    rig.flush()
    const subjects = ['trade', 'state', 'depth', 'depth'].map((kind) => `BTCUSD.${kind}`)
    assert.equal(
      sent.all.map(([subject]) => subject),
      subjects,
    )
    for (const [, json] of sent.all) assert.is(json, await socket.text())
  }))

test('a process whose turn it is not sends nothing, and then goes on where the frames do', () =>
  withFeed(async ({ stream, time }, sent, frame) => {
    sent.hasTurn = false
    frame(stream.accepted(maker), stream.levels(Side.sell, [[6_500_050, 100]]))
    frame(stream.accepted(taker), stream.trade({ tradeId: 9, maker, taker, quantityLots: 40 }))
    sent.hasTurn = true
    frame(stream.levels(Side.sell, [[6_500_050, 60]]))
    time.pass(100)
    const [[subject, json] = []] = sent.all
    assert.is(sent.all.length, 1)
    assert.is(subject, 'BTCUSD.depth')
    const { U, u } = JSON.parse(json as string)
    assert.equal([U, u], [2, 2])
    frame(stream.levels(Side.sell, [[6_500_050, 50]]))
    sent.hasTurn = false
    time.pass(100)
    assert.is(sent.all.length, 1)
  }))

test.run()
