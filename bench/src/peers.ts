// `npm run bench -- peers`: Openbell's engine next to other JavaScript engines, in one process, by
// turns, on the same messages, and whether they give the same reports.
import { basename } from 'node:path'
import { InputFile } from '@openbell/gateway/operate/input-file.js'
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { orderBytes, readOrders } from '@openbell/gateway/operate/order-file.js'
import { orderCases } from '@openbell/gateway/operate/order-manifest.js'
import { batchMax } from './benchmark-core.js'
import { countOption } from './options.js'
import { ordersOfFile } from './orders-option.js'
import { type ComparisonPlan, compare, type PeerFigures, reportsOf } from './peers/comparison.js'
import { hftLimitOrderBook, nodejsOrderBook } from './peers/order-book.js'
import { orderbookMatchEngine } from './peers/orderbook-match-engine.js'
import type { Peer } from './peers/peer.js'
import { dataFolder } from './public-data.js'
import type { Spread } from './statistics.js'
import { tableText } from './table.js'
import { generateOrders } from './workload/generate-orders.js'
import { scenarios } from './workload/scenarios.js'

export const allPeers: readonly Peer[] = [nodejsOrderBook, hftLimitOrderBook, orderbookMatchEngine]

export interface FlowFigures {
  readonly orders: string
  readonly messages: number
  readonly peers: readonly PeerFigures[]
}

export interface EdgeFigures {
  readonly engine: string
  readonly cases: number
  /** The names of those whose reports are not the public ones. */
  readonly failed: readonly string[]
}

/** The public edge cases, one rule each, by peer; none where the data are not at hand. */
async function edgeFigures(data: string): Promise<EdgeFigures[]> {
  const cases: { name: string; sha256: string | undefined; records: Uint8Array }[] = []
  for (const { name, path, sha256 } of orderCases(data, ['edge-cases']))
    if (path) cases.push({ name, sha256, records: await readOrders(new InputFile(path)) })
  return allPeers.map((peer) => ({
    engine: peer.name,
    cases: cases.length,
    failed: cases
      .filter(({ records, sha256 }) => reportsOf(peer, records).sha256() !== sha256)
      .map(({ name }) => name),
  }))
}

export async function peers(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      orders: { type: 'string', multiple: true },
      data: { type: 'string' },
      batch: { type: 'string', default: '256' },
      trials: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  })
  const plan: ComparisonPlan = {
    batch: countOption('batch', values.batch, batchMax),
    trials: countOption('trials', values.trials, 1000),
    secondsMax: countOption('seconds', values.seconds, 3600),
  }
  const data = dataFolder(values.data)
  const figures: FlowFigures[] = []
  const compareOn = (orders: string, records: Uint8Array) => {
    const messages = records.length / orderBytes
    figures.push({ orders, messages, peers: compare(records, allPeers, plan) })
  }
  if (values.orders) for (const file of values.orders) compareOn(file, await ordersOfFile(file))
  else
    for (const scenario of scenarios)
      compareOn(scenario, generateOrders({ scenario, orders: 1_000_000, seed: 23 }))
  const edges = await edgeFigures(data)
  console.log(values.json ? JSON.stringify({ figures, edges }) : textOf(figures, edges, plan))
  return 0
}

function textOf(
  figures: readonly FlowFigures[],
  edges: readonly EdgeFigures[],
  { trials, secondsMax }: ComparisonPlan,
): string {
  const titles = ['orders', 'engine', 'version', 'reports', 'messages', 'M a second']
  const rows = figures.flatMap(({ orders, messages, peers }) =>
    peers.map((peer) => [
      basename(orders).split('.')[0],
      peer.engine,
      peer.version,
      peer.differsAt === null ? 'the same' : `differ at ${peer.differsAt}`,
      shareText(peer.messages, messages),
      millionsText(peer.perSecond),
      millionsText(peer.openbellPerSecond),
      `${peer.ratio.toFixed(0)}x`,
    ]),
  )
  return [
    tableText([[...titles, 'Openbell', 'ratio'], ...rows], 4),
    `Medians of ${trials}; a peer has the messages that it does in ${secondsMax} s.`,
    ...edges.map(edgeText),
  ].join('\n')
}

function edgeText({ engine, cases, failed }: EdgeFigures): string {
  if (cases === 0) return `${engine}: no edge cases at hand`
  const names = failed.length === 0 ? '' : `; not ${failed.join(', ')}`
  return `${engine}: ${cases - failed.length} of ${cases} edge cases${names}`
}

const shareText = (part: number, whole: number): string =>
  part === whole
    ? `all ${whole.toLocaleString('en')}`
    : `first ${part.toLocaleString('en')} of ${whole.toLocaleString('en')}`

function millionsText({ median, min, max }: Spread): string {
  const [middle, low, high] = [median, min, max].map((rate) => (rate / 1e6).toFixed(2))
  return `${middle} [${low} to ${high}]`
}
