// Load the core, list a market, submit a batch, read the events.
import {
  beginVenue,
  CommandBatch,
  EventCursor,
  limitOrder,
  loadEngine,
  PlaceOrder,
  Side,
  Trade,
} from '@openbell/engine'

const engine = loadEngine()
const [btc, usd] = [
  { code: 'BTC', decimals: 8 },
  { code: 'USD', decimals: 4 },
]
// A tick is 0.01 USD (100 units of 10^-4), a lot is 0.01 BTC (10^6 units of 10^-8).
const market = { baseAsset: 0, quoteAsset: 1, tickUnits: 100, lotUnits: 1e6, priceMaxTicks: 2e7 }
beginVenue(engine, { assets: [btc, usd], markets: [market], accounts: 2, fundsUnits: [1e9, 1e10] })

const batch = new CommandBatch()
const order = { ...limitOrder, market: 0, priceTicks: 60_000_00, quantityLots: 50 }
batch.add(PlaceOrder, { ...order, account: 16, side: Side.sell })
batch.add(PlaceOrder, { ...order, account: 17, side: Side.buy, quantityLots: 20 })
engine.apply(2, Date.now() * 1000, batch.take(), (bytes) => {
  for (const events = new EventCursor(bytes); events.hasNext; )
    if (events.next() === Trade.kind) console.log(events.read(Trade))
})
console.log(engine.bestAsk(0), engine.balance(17, 0), engine.stateHash())
