// The end of a session: in pieces where accounts are many, and in exports.
import { CloseReason, OrderClosed, Reject } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileEngine, Engine } from './node.js'
import * as write from './testing/commands.js'
import { openVenue, outcomesOf, recordsOf, type Venue } from './testing/venue.js'

const users = 40
const connected = { connection: 1, session: 1, priceTicks: 100, quantityLots: 1 }

/** Many accounts; each fifth of them has an order that ends with the session, and one that does not. */
function venueOf(stepsPerFrameMax: number): Venue {
  const venue = openVenue({ stepsPerFrameMax, accountsMax: 16 + users }, { accounts: 16 + users })
  for (let user = 3; user < users; user++) venue.frame(write.openAccount(user + 1))
  venue.frame(write.openSession(1), write.openSession(2))
  for (let user = 0; user < users; user += 5) {
    const account = 16 + user
    const money = { account, asset: 1, amountUnits: 1_000_000n, idempotencyKey: 'first' }
    venue.frame(
      write.deposit(money),
      write.placeSpecialOrder({ ...connected, account, laneSequence: user + 1 }),
      write.placeSpecialOrder({ ...connected, account, session: 2, laneSequence: user + 1 }),
    )
    venue.finish()
  }
  return venue
}

const closedIn = (events: Uint8Array): number[] =>
  recordsOf(events)
    .filter(({ kind }) => kind === OrderClosed.kind)
    .map(({ view, at }) => {
      const { account, reason } = OrderClosed.read(view, at)
      assert.is(reason, CloseReason.connectionEnded)
      return account
    })

test('its orders end account by account, and no frame looks at more accounts than it has steps', () => {
  const venue = venueOf(7)
  const closed = closedIn(venue.frame(write.endSession(1)))
  let frames = 1
  for (; venue.engine.hasUnfinishedWork(); frames++) closed.push(...closedIn(venue.frame()))
  assert.equal(closed, [16, 21, 26, 31, 36, 41, 46, 51])
  assert.ok(frames >= (16 + users) / 7, `${frames} frames`)
})

test('what another edge asks meanwhile waits, and is decided once', () => {
  const venue = venueOf(7)
  const late = write.cancelAllOrders({ account: 16, session: 1, lane: 1, laneSequence: 9 })
  const other = write.cancelAllOrders({ account: 16, session: 2, lane: 1, laneSequence: 9 })
  const first = venue.chunks.length
  venue.frame(write.endSession(1), late, other)
  venue.finish()
  const outcomes = venue.chunks.slice(first).flatMap(outcomesOf)
  assert.equal(
    outcomes.map(({ session, reject }) => [session, reject]),
    [
      [0, Reject.none],
      [1, Reject.sessionMustBeOpen],
      [2, Reject.none],
    ],
  )
})

test('an export knows which sessions have ended, and what is left to be swept', () => {
  const venue = venueOf(7)
  venue.frame(write.endSession(1))
  const bytes = venue.engine.exportState()
  const other = Engine.importState(compileEngine(), bytes, { accounts: 16 + users })
  assert.equal(other.openEdges(), [new Uint8Array(16).fill(2)])
  while (venue.engine.hasUnfinishedWork()) venue.frame()
  while (other.hasUnfinishedWork())
    other.apply(other.sequence + 1, venue.timestampUs, new Uint8Array(), () => {})
  assert.is(other.stateHash(), venue.engine.stateHash())
  assert.equal(other.exportState(), venue.engine.exportState())
})

test('the edges with a session are named, in the order of their places', () => {
  const venue = openVenue()
  const edges = () => venue.engine.openEdges().map(([first]) => first)
  assert.equal(edges(), [])
  venue.frame(write.openSession(5), write.openSession(6), write.openSession(7))
  assert.equal(edges(), [5, 6, 7])
  venue.frame(write.endSession(6), write.openSession(8), write.endSession(5))
  assert.equal(edges(), [8, 7], 'the place of 6 was the first that was free')
})

test.run()
