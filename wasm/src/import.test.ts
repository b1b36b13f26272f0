// Exports that mean harm: what would lead a core astray later is refused by the number of its record.
import {
  Contingency,
  OrderType,
  Side,
  StateAsset,
  StateList,
  StateMarket,
  StateQueued,
  StateTerms,
  StateWork,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileEngine, Engine, EngineExportError } from './node.js'
import * as write from './testing/commands.js'
import { putTogether, stopInTheMiddle, takeApart } from './testing/exports.js'
import { openVenue, type Venue } from './testing/venue.js'

const module = compileEngine()

interface Layout<Record_> {
  readonly kind: number
  read(view: DataView, at: number): Record_
  write(view: DataView, at: number, record: Record_): void
}

const contradicts = 'it contradicts what it belongs to'
const impossible = 'it has a value that no core has'

const viewOf = (record: Uint8Array): DataView => new DataView(record.buffer)

/** The records of a core's export, to be changed and imported. */
class Records {
  readonly #good: Uint8Array
  readonly all: Uint8Array[]

  constructor({ engine }: Venue) {
    this.#good = engine.exportState()
    this.all = takeApart(this.#good)
  }

  import(): Engine {
    const bytes = putTogether(this.#good, this.all)
    return Engine.importState(module, bytes, write.smallCapacities)
  }

  /** The one record like this. */
  find<Record_ extends object>({ kind, read }: Layout<Record_>, like: Partial<Record_>) {
    const isLike = (record: Uint8Array) => {
      if (record[0] !== kind) return false
      const one = read(viewOf(record), 0)
      return Object.entries(like).every(([name, value]) => one[name as keyof Record_] === value)
    }
    const [found] = this.all.filter(isLike)
    assert.ok(found)
    return found
  }

  /** The import stops at a record. */
  refuses(record: Uint8Array, why: string): void {
    const message = `record ${this.all.indexOf(record) + 1}: ${why}`
    const isIt = (error: unknown) => error instanceof EngineExportError && error.message === message
    assert.throws(() => this.import(), isIt)
  }
}

function edit<Record_>(layout: Layout<Record_>, record: Uint8Array, change: Partial<Record_>) {
  const view = viewOf(record)
  layout.write(view, 0, { ...layout.read(view, 0), ...change })
}

const leg = { quantityLots: 3, orderType: OrderType.limit, priceTicks: 50 }
const profit = { ...leg, side: Side.sell, orderType: OrderType.limitMaker, priceTicks: 400 }
const loss = { ...profit, orderType: OrderType.stopLoss, priceTicks: 0, stopPriceTicks: 40 }

/** A pair whose first stands in the book, and one without a first. */
function openLists(): Venue {
  const venue = openVenue({ stepsPerFrameMax: 2 })
  venue.frame(
    write.placeOrderList([leg, profit, loss], { account: 16, contingency: Contingency.otoco }),
    write.placeOrderList([profit, loss], { account: 17, contingency: Contingency.oco }),
  )
  venue.finish()
  return venue
}

/** The same when the first is filled and what has followed it is in the queue. */
function queuePair(): Venue {
  const venue = openLists()
  const sell = { account: 18, side: Side.sell, priceTicks: 50, quantityLots: 3 }
  venue.frame(write.placeOrder(sell))
  assert.ok(venue.engine.hasUnfinishedWork())
  return venue
}

/** The same when both stand. */
function placePair(): Venue {
  const venue = queuePair()
  venue.finish()
  return venue
}

const inBook = { place: 1 }
const inTrigger = { place: 2 }
const pending = { place: 3 }
const inQueue = { place: 4, isFollowing: 0 }
const following = { place: 4, isFollowing: 1 }
const { oco, otoco } = Contingency

test('lists whose orders are where the core has left them', () => {
  for (const venue of [openLists(), queuePair(), placePair()])
    assert.is(new Records(venue).import().stateHash(), venue.engine.stateHash())
})

for (const [name, open, contingency, id, terms] of [
  ['a pair that waits for nobody', openLists, oco, 'secondOrderId', pending],
  ['the first of a pair that follows', openLists, oco, 'firstOrderId', following],
  ['the second of a pair that follows', openLists, oco, 'secondOrderId', following],
  ['a first that waits for itself', openLists, otoco, 'firstOrderId', pending],
  ['a first that follows', openLists, otoco, 'firstOrderId', following],
  ['a second that does not wait for its first', openLists, otoco, 'secondOrderId', inBook],
  ['a third that does not wait for its first', openLists, otoco, 'thirdOrderId', inTrigger],
  ['a second that is queued for another reason', queuePair, otoco, 'secondOrderId', inQueue],
  ['a third that is queued itself', queuePair, otoco, 'thirdOrderId', following],
  ['a second that waits beside a third that stands', placePair, otoco, 'secondOrderId', pending],
  ['a third that waits beside a second that stands', placePair, otoco, 'thirdOrderId', following],
] as const)
  test(`a list is refused: ${name}`, () => {
    const records = new Records(open())
    const list = records.find(StateList, { contingency })
    const orderId = StateList.read(viewOf(list), 0)[id]
    edit(StateTerms, records.find(StateTerms, { orderId }), terms)
    records.refuses(list, contradicts)
  })

test('an order of a list that is queued for another reason is refused in the queue', () => {
  const records = new Records(queuePair())
  const list = records.find(StateList, { contingency: otoco })
  const queued = records.find(StateQueued, {})
  const { secondOrderId, thirdOrderId } = StateList.read(viewOf(list), 0)
  // The first is filled: here the second is one that has not been, and is to go to work by itself.
  edit(StateList, list, {
    firstOrderId: secondOrderId,
    secondOrderId: thirdOrderId,
    thirdOrderId: 0,
    contingency: Contingency.oto,
  })
  edit(StateTerms, records.find(StateTerms, { orderId: secondOrderId }), inQueue)
  records.refuses(queued, contradicts)
})

test('prices of trades that there cannot have been are refused', () => {
  const scan = { agenda: 1, scanFirst: 50, scanLast: 50 }
  for (const prices of [
    { firstPrice: 0, lastPrice: 201 },
    { firstPrice: 201, lastPrice: 0 },
    { ...scan, scanFirst: 0 },
    { ...scan, scanLast: 0 },
  ]) {
    const records = new Records(stopInTheMiddle())
    const work = records.find(StateWork, {})
    edit(StateWork, work, prices)
    records.refuses(work, impossible)
  }
})

test('a market whose auction ends at a time is refused where it is in none', () => {
  const records = new Records(openVenue())
  const market = records.find(StateMarket, { market: 0 })
  edit(StateMarket, market, { isAuctionTimed: 1, auctionEndsUs: 5 })
  records.refuses(market, impossible)
})

test('an export that does not begin with the venue is refused, however short its records are', () => {
  const records = new Records(openVenue())
  const asset = records.find(StateAsset, { code: 'BTC' })
  records.all.splice(0, records.all.length, asset)
  records.refuses(asset, 'its kind’s turn is over, or the venue’s one record is not the first')
})

test.run()
