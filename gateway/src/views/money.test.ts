// Money that comes and goes: withdrawals by two steps or one, transfers, adjustments, and the feeds.
import { Adjusted, AssetSwitchesSet, Transferred } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { restoreViews } from './index.js'
import { alice, bob, btc, encode, usd } from './testing/frames.js'
import { listed } from './testing/listed.js'
import { withdrawal } from './testing/special-events.js'

const first = { withdrawalId: 1, account: alice, asset: btc, amountUnits: 100n, feeUnits: 5n }
const second = { ...first, withdrawalId: 2, account: bob }

test('a withdrawal is reserved until it is settled or released', () => {
  const { stream, views, fold } = listed()
  const reserved = fold(
    withdrawal(stream, 'reserved', first),
    withdrawal(stream, 'reserved', second),
  )
  const createdUs = stream.timestampUs
  assert.equal(reserved.movements, [])
  assert.equal(views.reservedWithdrawals(alice), [
    {
      ...first,
      idempotencyKey: 'withdrawal 1',
      status: 'reserved',
      createdUs,
      updatedUs: createdUs,
    },
  ])
  const restored = restoreViews(views.snapshot())
  assert.equal(restored.reservedWithdrawals(), views.reservedWithdrawals())
  assert.is(views.reservedWithdrawals().length, 2)
  const settled = fold(withdrawal(stream, 'settled', first))
  assert.equal(settled.movements, [
    { account: alice, accountEvent: 2, kind: 'withdrawal', asset: btc, deltaUnits: -100n },
  ])
  const released = fold(withdrawal(stream, 'released', second))
  assert.equal(released.movements, [])
  assert.equal(views.reservedWithdrawals(), [])
})

test('a withdrawal in one step, with an id that the next one follows', () => {
  const { stream, views, fold } = listed()
  const changes = fold(withdrawal(stream, 'withdrawn', first))
  assert.is(changes.movements[0].deltaUnits, -100n)
  fold(withdrawal(stream, 'reserved', second))
  assert.is(views.reservedWithdrawals().length, 1)
})

test('a transfer moves the two accounts on', () => {
  const { stream, views, fold } = listed()
  const changes = fold(
    encode(Transferred, {
      account: alice,
      asset: usd,
      accountEvent: stream.nextEvent(alice),
      amountUnits: 70n,
      idempotencyKey: 'rent',
      toAccount: bob,
      toAccountEvent: stream.nextEvent(bob),
    }),
  )
  assert.equal(changes.movements, [
    { account: alice, accountEvent: 1, kind: 'transfer', asset: usd, deltaUnits: -70n },
    { account: bob, accountEvent: 1, kind: 'transfer', asset: usd, deltaUnits: 70n },
  ])
  assert.is(views.account(bob)?.lastEvent, 1)
})

test('an adjustment takes or gives', () => {
  const { stream, fold } = listed()
  const changes = fold(
    encode(Adjusted, {
      account: alice,
      asset: usd,
      accountEvent: stream.nextEvent(alice),
      amountUnits: -9n,
      idempotencyKey: 'correction',
      reason: 'counted twice',
    }),
    stream.balance(3, usd, 9n),
  )
  assert.equal(changes.movements, [
    { account: alice, accountEvent: 1, kind: 'adjustment', asset: usd, deltaUnits: -9n },
  ])
})

test('the switches of an asset show in its markets, too', () => {
  const { views, fold } = listed()
  fold(encode(AssetSwitchesSet, { asset: usd, switches: 2 }))
  const asset = views.assets()[usd]
  assert.equal([asset.depositsOpen, asset.withdrawalsOpen], [false, true])
  const market = views.marketBySymbol('BTCUSD')
  assert.is(market?.quote, asset)
  assert.is(market?.base.depositsOpen, true)
})

test.run()
