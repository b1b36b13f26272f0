// The flow is the same for a seed, and the exchange takes nearly all of it.
import { loadEngine } from '@openbell/engine'
import { forEachRecord, Outcome, OutcomeStatus, Trade } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { flowGenesis, OrderFlow } from './order-flow.js'

function run(seed: number) {
  const core = loadEngine()
  const flow = new OrderFlow(seed)
  const counts = { genesisRejects: 0, outcomes: 0, rejects: 0, trades: 0 }
  const apply = (sequence: number, commands: Uint8Array) => {
    core.apply(sequence, 1, commands, (events) =>
      forEachRecord(events, (kind, view, at) => {
        if (kind === Trade.kind) counts.trades++
        if (kind !== Outcome.kind) return
        counts.outcomes++
        if (view.getUint8(at + Outcome.offset.status) === OutcomeStatus.rejected) counts.rejects++
      }),
    )
  }
  apply(1, flowGenesis())
  counts.genesisRejects = counts.rejects
  counts.outcomes = 0
  for (let sequence = 2; sequence < 12; sequence++) apply(sequence, flow.batch(1000))
  return { ...counts, hash: core.stateHash() }
}

test('a seed gives the same flow, another seed another', () => {
  assert.equal(run(1), run(1))
  assert.is.not(run(1).hash, run(2).hash)
})

test('it trades, and little of it is refused', () => {
  const { genesisRejects, outcomes, rejects, trades } = run(1)
  assert.is(genesisRejects, 0)
  assert.is(outcomes, 10_000)
  assert.ok(trades > 500, `${trades} trades`)
  assert.ok(rejects < 1_000, `${rejects} rejects`)
})

test.run()
