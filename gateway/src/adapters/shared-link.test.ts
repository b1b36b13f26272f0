// The shared-memory link: order, lanes, credits, wrap-around, refusals, and waking a sleeper.

import { Worker } from 'node:worker_threads'
import {
  CancelAllOrders,
  commandSizes,
  Lane,
  limits,
  PlaceOrder,
  readU64,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Refusal } from '../ports.js'
import { SharedLinkCore, SharedLinkEdge, sharedLinkBytes } from './shared-link.js'

function link() {
  const memory = new SharedArrayBuffer(sharedLinkBytes)
  let announced = 0
  const core = new SharedLinkCore(memory, () => announced++)
  return { edge: new SharedLinkEdge(memory), core, memory, announced: () => announced }
}

function order(laneSequence: number, priceTicks = laneSequence): Uint8Array {
  const bytes = new Uint8Array(PlaceOrder.sizeBytes)
  PlaceOrder.write(new DataView(bytes.buffer), 0, {
    lane: Lane.orders,
    session: 1,
    laneSequence,
    deadlineMs: 0,
    account: 16,
    market: 0,
    priceTicks,
    quantityLots: 1,
    side: 0,
    orderType: 0,
    timeInForce: 0,
    selfTradePrevention: 0,
    clientOrderId: '',
  })
  return bytes
}

function cancelAll(laneSequence: number): Uint8Array {
  const bytes = new Uint8Array(CancelAllOrders.sizeBytes)
  CancelAllOrders.write(new DataView(bytes.buffer), 0, {
    lane: Lane.cancels,
    session: 1,
    laneSequence,
    deadlineMs: 0,
    account: 16,
    market: 0,
    allMarkets: 0,
    sides: 0,
    reason: 0,
    connection: 0,
    connectionSession: 0,
    listId: 0,
  })
  return bytes
}

/** Kinds and lane sequences in a payload. */
function records(payload: Uint8Array, length: number): [number, number][] {
  const view = new DataView(payload.buffer)
  const found: [number, number][] = []
  for (let at = 0; at < length; at += commandSizes[view.getUint8(at)])
    found.push([view.getUint8(at), readU64(view, at + PlaceOrder.offset.laneSequence)])
  return found
}

test('nothing is seen before it is published, and then cancels come first', () => {
  const { edge, core } = link()
  const payload = new Uint8Array(4096)
  edge.put(Lane.orders, order(1))
  edge.put(Lane.cancels, cancelAll(1))
  edge.put(Lane.orders, order(2))
  assert.is(core.take(payload), 0)
  edge.publish()
  const expected = [
    [CancelAllOrders.kind, 1],
    [PlaceOrder.kind, 1],
    [PlaceOrder.kind, 2],
  ]
  assert.equal(records(payload, core.take(payload)), expected)
  assert.is(core.take(payload), 0)
})

test('what does not fit into a frame stays for the next one', () => {
  const { edge, core } = link()
  const payload = new Uint8Array(PlaceOrder.sizeBytes * 2 + 8)
  for (let n = 1; n <= 5; n++) edge.put(Lane.orders, order(n))
  edge.publish()
  const taken = [1, 2, 3].flatMap(() => records(payload, core.take(payload)).map(([, n]) => n))
  assert.equal(taken, [1, 2, 3, 4, 5])
})

test('a full lane takes no more, the other lane still does, and room comes back', () => {
  const { edge, core } = link()
  const payload = new Uint8Array(limits.framePayloadBytesMax)
  for (let n = 1; n <= limits.linkSlots; n++) assert.ok(edge.put(Lane.orders, order(n)))
  assert.not(edge.put(Lane.orders, order(limits.linkSlots + 1)))
  assert.ok(edge.put(Lane.cancels, cancelAll(1)))
  edge.publish()
  let next = 0
  for (let round = 0; round < 8; round++)
    for (const [kind, n] of records(payload, core.take(payload)))
      if (kind === PlaceOrder.kind) assert.is(n, ++next)
  assert.is(next, limits.linkSlots)
  for (let n = 1; n <= 10; n++) assert.ok(edge.put(Lane.orders, order(next + n)))
  edge.publish()
  assert.is(records(payload, core.take(payload)).length, 10)
})

test('a refusal comes back with its session, its lane, its sequence and its reason', () => {
  const { edge, core, announced } = link()
  const heard: [number, Lane, number, Refusal][] = []
  edge.onRefused((...refused) => heard.push(refused))
  core.refuse(2 ** 32 - 1, Lane.orders, 2 ** 40 + 7, 'deadlinePassed')
  core.refuse(5, Lane.cancels, 3, 'cancelOnly')
  assert.is(announced(), 2)
  edge.drainRefusals()
  edge.drainRefusals()
  assert.equal(heard, [
    [2 ** 32 - 1, Lane.orders, 2 ** 40 + 7, 'deadlinePassed'],
    [5, Lane.cancels, 3, 'cancelOnly'],
  ])
})

test('no more is taken than may be refused, until refusals were heard', () => {
  const { edge, core } = link()
  const payload = new Uint8Array(limits.framePayloadBytesMax)
  let heard = 0
  edge.onRefused(() => heard++)
  const fill = () => {
    for (let n = 1; edge.put(Lane.orders, order(n)); n++);
    edge.publish()
  }
  const refuseAll = (): number => {
    const taken = records(payload, core.take(payload))
    for (const [, n] of taken) core.refuse(1, Lane.orders, n, 'cancelOnly')
    return taken.length
  }
  let refused = 0
  for (let more = 1; more > 0; refused += more) {
    fill()
    more = refuseAll()
  }
  assert.is(refused, 2 * limits.linkSlots)
  edge.drainRefusals()
  assert.is(heard, refused)
  assert.ok(refuseAll() > 0, 'and then there is room again')
})

test('news is announced once until it is looked at', () => {
  const { edge, core } = link()
  assert.ok(core.announceNews())
  assert.not(core.announceNews())
  edge.takeNews()
  assert.ok(core.announceNews())
})

test('a core that sleeps on another thread wakes for a command', async () => {
  const { edge, memory } = link()
  const module = new URL('./shared-link.js', import.meta.url).href
  const source = `
    import { parentPort, workerData } from 'node:worker_threads'
    const { SharedLinkCore } = await import(${JSON.stringify(module)})
    const core = new SharedLinkCore(workerData, () => {})
    const payload = new Uint8Array(4096)
    parentPort.postMessage('asleep')
    let bytes = 0
    for (let stopping = false; !stopping; ) {
      stopping = core.isStopping() // before the last look: what was put before the stop is taken
      bytes += core.take(payload)
      if (!stopping) core.wait(60_000)
    }
    parentPort.postMessage(bytes)`
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
  const worker = new Worker(url, { workerData: memory })
  const next = () => new Promise((resolve) => worker.once('message', resolve))
  assert.is(await next(), 'asleep')
  edge.put(Lane.orders, order(1))
  edge.publish()
  const taken = next()
  edge.stop()
  assert.is(await taken, PlaceOrder.sizeBytes)
})

test.run()
