// The host's benchmark: what it sends is taken, and what it reads does not depend on the batch.
import { beginVenue, compileEngine, Engine } from '@openbell/engine'
import { CommandBatch, EventCursor, Outcome, OutcomeStatus } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { timeHost } from './host.js'
import { decodeEvents, encodeFlow, type HostTally, hostPlan, makeHostFlow } from './host-flow.js'

const flow = makeHostFlow(3_000)

function run(batch: number): { tally: HostTally; rejected: number } {
  const core = new Engine(compileEngine())
  beginVenue(core, hostPlan)
  const commands = new CommandBatch()
  const tally = { events: 0, sum: 0 }
  let rejected = 0
  for (let from = 0; from < flow.count; from += batch) {
    encodeFlow(commands, flow, from, Math.min(from + batch, flow.count))
    core.apply(core.sequence + 1, 0, commands.take(), (bytes) => {
      decodeEvents(bytes, tally)
      for (const events = new EventCursor(bytes); events.hasNext; )
        if (events.next() === Outcome.kind)
          rejected += events.read(Outcome).status === OutcomeStatus.rejected ? 1 : 0
    })
  }
  return { tally, rejected }
}

test('every message is answered, and only cancels that come too late are refused', () => {
  const { tally, rejected } = run(256)
  assert.ok(tally.events > 2 * flow.count)
  assert.ok(rejected > 0 && rejected < flow.count / 10)
})

test('batches of another size give as many events', () => {
  assert.is(run(1).tally.events, run(256).tally.events)
})

test('each part costs something', () => {
  const figures = Object.entries(timeHost(flow, 256))
  assert.is(figures.length, 5)
  for (const [measure, ns] of figures) assert.ok(ns > 0 && Number.isFinite(ns), measure)
})

test.run()
