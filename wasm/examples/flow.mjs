// The small flow that every example runs, in every language: forty frames of orders for one market.
// What comes of it is the same everywhere: one state hash, and one SHA-256 over all events.
import {
  beginVenue,
  CancelOrder,
  CancelRestriction,
  CommandBatch,
  Engine,
  limitOrder,
  limits,
  OrderType,
  PlaceOrder,
  PlaceSpecialOrder,
  Side,
  TimeInForce,
} from '@openbell/engine'

/** Small pools: the whole core takes a few megabytes, which fits a worker too. */
export const capacities = {
  sessions: 1,
  assets: 2,
  markets: 1,
  accounts: 32,
  orders: 4096,
  clientIds: 4096,
  priceDirectoryEntries: 256,
  tiers: 1,
  specialOrders: 256,
  orderLists: 16,
  withdrawals: 16,
  outputBytes: 65_536,
}

/** Who trades in the flow; one more account is for the reader of the browser's page. */
const traders = 8

export const plan = {
  assets: [
    { code: 'BTC', decimals: 8 },
    { code: 'USD', decimals: 4 },
  ],
  // A tick is 1 USD and a lot 0.0001 BTC, so that a lot at a tick is one unit of USD.
  markets: [
    { baseAsset: 0, quoteAsset: 1, tickUnits: 10_000, lotUnits: 10_000, priceMaxTicks: 20_000 },
  ],
  accounts: traders + 1,
  fundsUnits: [1_000 * 1e8, 50_000_000 * 1e4],
  makerPpm: 1_000,
  takerPpm: 2_000,
}

const frameCount = 40
const commandsPerFrame = 10

/** Whole numbers from 0 below `end`, the same on every machine. */
function numbersFrom(seed) {
  let state = seed
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state * end) / 4_294_967_296)
  }
}

/** @returns {{ timestampUs: number, commands: Uint8Array }[]} */
export function flowFrames(module) {
  const first = { timestampUs: 0, commands: beginVenue(new Engine(module, capacities), plan) }
  const batch = new CommandBatch()
  const below = numbersFrom(23)
  const others = Array.from({ length: frameCount }, (_, index) => {
    for (let count = 0; count < commandsPerFrame; count++) addCommand(batch, below, index)
    return { timestampUs: (index + 1) * 1_000_000, commands: batch.take().slice() }
  })
  return [first, ...others]
}

function addCommand(batch, below, index) {
  const account = limits.accountUserMin + below(traders)
  const side = below(2)
  const away = below(24) * (side === Side.buy ? -1 : 1)
  const order = { ...limitOrder, account, side, quantityLots: 1 + below(5_000) }
  const priceTicks = 10_000 + below(9) - 4 + away
  const chance = below(10)
  if (chance < 6)
    batch.add(PlaceOrder, { ...order, priceTicks, clientOrderId: `o-${index}-${below(10)}` })
  else if (chance < 8)
    batch.add(PlaceOrder, {
      ...order,
      priceTicks: 10_000 - away,
      timeInForce: TimeInForce.immediateOrCancel,
    })
  else if (chance < 9)
    batch.add(CancelOrder, {
      account,
      orderId: 1 + below(20 + index * 6),
      clientOrderId: '',
      restriction: CancelRestriction.none,
    })
  else
    batch.add(PlaceSpecialOrder, {
      ...order,
      orderType: OrderType.stopLossLimit,
      priceTicks: 10_000 - 3 * away,
      stopPriceTicks: 10_000 - 2 * away,
      quoteUnits: 0,
      icebergLots: 0,
      expiresUs: 0,
      trailingBips: 0,
      connection: 0,
    })
}

/** Runs the flow on a fresh core. @returns {Promise<string>} the lines that every example prints */
export async function runFlow(module) {
  const engine = new Engine(module, capacities)
  const parts = []
  for (const { timestampUs, commands } of flowFrames(module))
    engine.apply(engine.sequence + 1, timestampUs, commands, (events) => parts.push(events.slice()))
  const events = new Uint8Array(await new Blob(parts).arrayBuffer())
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', events))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `state hash   ${engine.stateHash()}\nevents hash  ${hex}`
}

/** The frames for hosts in other languages, each: bytes u32, microseconds u32, its commands. */
export function flowFile(module) {
  const frames = flowFrames(module)
  const file = new Uint8Array(frames.reduce((sum, { commands }) => sum + 8 + commands.length, 0))
  const view = new DataView(file.buffer)
  let at = 0
  for (const { timestampUs, commands } of frames) {
    view.setUint32(at, commands.length, true)
    view.setUint32(at + 4, timestampUs, true)
    file.set(commands, at + 8)
    at += 8 + commands.length
  }
  return file
}
