// A thread that trades at a steady rate on a real path, whatever becomes of Postgres.
import { parentPort, workerData } from 'node:worker_threads'
import { nodeFiles } from '@openbell/gateway/adapters/node-files.js'
import { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { scribeOf } from '@openbell/gateway/roles/threads/scribe.js'
import { Histogram } from '../latency/histogram.js'
import { openPathWith } from '../open-path.js'
import { flowGenesis, OrderFlow } from '../order-flow.js'

export interface TraderData {
  readonly folder: string
  readonly ordersPerSecond: number
  /** The last frame whose events can be read, as one 64-bit word. */
  readonly sequence: SharedArrayBuffer
  /** Not zero: it is over. */
  readonly end: SharedArrayBuffer
}

/** What the trader has seen, told once at its end. */
export interface Traded {
  readonly orders: number
  readonly seconds: number
  /** Of a turn: from taking the orders until their events are published. */
  readonly turnMs: { readonly p50: number; readonly p99: number; readonly max: number }
}

const pauseMs = 5

function trade({ folder, ordersPerSecond, sequence, end }: TraderData): Traded {
  const [published, ending] = [new BigInt64Array(sequence), new Int32Array(end)]
  const link = new FedLink()
  const path = openPathWith(scribeOf(nodeFiles), folder, link, flowGenesis)
  const flow = new OrderFlow(1)
  const turns = new Histogram()
  const startedMs = performance.now()
  const elapsedMs = () => performance.now() - startedMs
  let orders = 0
  while (Atomics.load(ending, 0) === 0) {
    const due = Math.floor((elapsedMs() * ordersPerSecond) / 1000) - orders
    if (due > 0) link.feed(flow.batch(Math.min(due, ordersPerSecond)))
    orders += Math.min(due, ordersPerSecond)
    const turnedMs = performance.now()
    if (path.turn()) turns.record(Math.round((performance.now() - turnedMs) * 1e6))
    Atomics.store(published, 0, BigInt(path.sequence))
    Atomics.wait(ending, 0, 0, pauseMs)
  }
  while (path.turn());
  Atomics.store(published, 0, BigInt(path.sequence))
  const seconds = elapsedMs() / 1000
  path.close()
  const ms = (share: number) => turns.percentileNs(share) / 1e6
  return { orders, seconds, turnMs: { p50: ms(0.5), p99: ms(0.99), max: ms(1) } }
}

parentPort?.postMessage(trade(workerData as TraderData))
