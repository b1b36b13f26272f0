// A market maker on recorded order flow: `node backtest.mjs [RECORDING.csv]`.
//
// Its orders stand in the same queues as the recorded ones, on the very engine that production runs.
// Every ten seconds it takes its quotes off and puts new ones just outside of the touch, leaning
// against what it owns. All amounts are exact integers: BTC in satoshi, USD in units of 10^-10.
import { readFileSync } from 'node:fs'
import {
  beginVenue,
  CancelAllOrders,
  CancelOrder,
  CancelRestriction,
  CloseReason,
  CommandBatch,
  EventCursor,
  formatUnits,
  limitOrder,
  limits,
  loadEngine,
  OrderType,
  PlaceOrder,
  SelfTradePrevention,
  Side,
  Trade,
} from '@openbell/engine'
import { makeUpRows, readRecording } from './recorded-flow.mjs'

const [path] = process.argv.slice(2)
const rows = path === undefined ? makeUpRows(7) : readRecording(readFileSync(path, 'utf8'))

const others = 8
const maker = limits.accountUserMin + others
const requoteMs = 10_000
const quoteLots = 10_000_000
const positionMaxLots = 5 * quoteLots
const halfSpreadTicks = 15

// A tick is a cent and a lot a satoshi, so that a lot at a tick is one unit of USD.
const fundsUnits = [10n ** 15n, 10n ** 18n / 2n]
const engine = loadEngine()
beginVenue(engine, {
  assets: [
    { code: 'BTC', decimals: 8 },
    { code: 'USD', decimals: 10 },
  ],
  markets: [
    {
      baseAsset: 0,
      quoteAsset: 1,
      tickUnits: 1e8,
      lotUnits: 1,
      priceMaxTicks: rows.reduce((most, { priceTicks }) => Math.max(most, priceTicks), 1) + 10_000,
    },
  ],
  accounts: others + 1,
  fundsUnits,
})

const batch = new CommandBatch()
const events = new EventCursor()
const trade = Trade.get
let lastTicks = 0
let tradeCount = 0
let makerTradeCount = 0
let makerLots = 0

function noteTrades(bytes) {
  for (events.open(bytes); events.hasNext; ) {
    if (events.next() !== Trade.kind) continue
    const { words, at } = events
    tradeCount++
    lastTicks = trade.priceTicks(words, at)
    if (trade.makerAccount(words, at) !== maker && trade.takerAccount(words, at) !== maker) continue
    makerTradeCount++
    makerLots += trade.quantityLots(words, at)
  }
}

function applyAt(timeMs) {
  engine.apply(engine.sequence + 1, timeMs * 1000, batch.take(), noteTrades)
}

/** The recording does not say whose an order is; they go round eight accounts. */
function addRecorded({ action, id, side, priceTicks, quantityLots }) {
  const account = limits.accountUserMin + (Number(id.slice(-9)) % others)
  const names = { account, clientOrderId: id }
  const selfTradePrevention = SelfTradePrevention.none
  if (action === 'created')
    batch.add(PlaceOrder, {
      ...limitOrder,
      ...names,
      side,
      priceTicks,
      quantityLots,
      selfTradePrevention,
    })
  else batch.add(CancelOrder, { ...names, orderId: 0, restriction: CancelRestriction.none })
}

const position = () => {
  const { availableUnits, lockedUnits } = engine.balance(maker, 0)
  return availableUnits + lockedUnits - fundsUnits[0]
}

function requote(timeMs) {
  batch.add(CancelAllOrders, {
    account: maker,
    allMarkets: 1,
    sides: 0,
    reason: CloseReason.cancelledByOwner,
    connection: 0,
    connectionSession: 0,
    listId: 0,
  })
  applyAt(timeMs)
  const [bid, ask] = [engine.bestBid(0), engine.bestAsk(0)]
  if (bid === undefined || ask === undefined || ask <= bid) return
  const owned = Number(position())
  // A whole position moves both quotes by one half of the spread.
  const leanTicks = Math.trunc((owned * halfSpreadTicks) / positionMaxLots)
  const middle = Math.floor((bid + ask) / 2) - leanTicks
  quote(Side.buy, Math.min(middle - halfSpreadTicks, ask - 1), positionMaxLots - owned)
  quote(Side.sell, Math.max(middle + halfSpreadTicks, bid + 1), positionMaxLots + owned)
  applyAt(timeMs)
}

/** An order that may only rest: it takes nothing, and pays no spread. */
function quote(side, priceTicks, roomLots) {
  const quantityLots = Math.min(quoteLots, roomLots)
  if (quantityLots <= 0 || priceTicks <= 0) return
  const order = { ...limitOrder, orderType: OrderType.limitMaker, account: maker }
  batch.add(PlaceOrder, { ...order, side, priceTicks, quantityLots })
}

let timeMs = 0
let quotedMs = Number.NEGATIVE_INFINITY
for (const row of rows) {
  timeMs = Math.max(timeMs, row.timeMs)
  addRecorded(row)
  applyAt(timeMs)
  if (timeMs - quotedMs < requoteMs) continue
  requote(timeMs)
  quotedMs = timeMs
}

const cash = engine.balance(maker, 1)
const earnedUnits = cash.availableUnits + cash.lockedUnits - fundsUnits[1]
const profitUnits = earnedUnits + position() * BigInt(lastTicks)
console.log(`rows         ${rows.length}`)
console.log(`trades       ${tradeCount}, the maker's ${makerTradeCount}`)
console.log(`volume       ${formatUnits(BigInt(makerLots), 8)} BTC, the maker's`)
console.log(`position     ${formatUnits(position(), 8)} BTC`)
console.log(`profit       ${formatUnits(profitUnits, 10)} USD, at the last price`)
console.log(`state hash   ${engine.stateHash()}`)
