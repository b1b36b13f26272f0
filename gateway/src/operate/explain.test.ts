// An order's life is told from the journal, to the last event, and by every name that it has.
import {
  AmendOrder,
  CancelOrder,
  CancelRestriction,
  Contingency,
  OrderType,
  PlaceOrderList,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { encodeCommand, placeOrder, placeSpecialOrder } from '@openbell/sim/world/commands.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inFolder } from './testing/folder.js'
import { runCli } from './testing/run-cli.js'
import { alice, bob, SmallFolder } from './testing/small-folder.js'

const buy = { side: Side.buy, priceTicks: 100 }
const sell = { side: Side.sell, priceTicks: 100 }

/** A bid of Alice's that trades in parts, is amended and cancelled; a stop of Bob's; a list; refusals. */
function live(small: SmallFolder): void {
  small.frame(placeOrder({ ...buy, account: alice, quantityLots: 10, clientOrderId: 'mine' }))
  small.frame(
    placeOrder({ ...sell, account: bob, quantityLots: 3 }),
    placeOrder({ ...sell, account: bob, quantityLots: 1 }),
  )
  const named = { account: alice, orderId: 1, clientOrderId: '' }
  const unknown = { account: bob, orderId: 999, clientOrderId: '' }
  small.frame(
    encodeCommand(AmendOrder, { ...named, quantityLots: 8 }),
    encodeCommand(CancelOrder, { ...unknown, restriction: CancelRestriction.none }),
  )
  small.frame(encodeCommand(CancelOrder, { ...named, restriction: CancelRestriction.none }))
  small.frame(
    placeSpecialOrder({
      ...sell,
      account: bob,
      orderType: OrderType.stopLossLimit,
      priceTicks: 80,
      stopPriceTicks: 90,
    }),
  )
  small.frame(placeOrder({ ...buy, account: alice, priceTicks: 90, quantityLots: 12 }))
  small.frame(placeOrder({ ...sell, account: bob, priceTicks: 90, quantityLots: 1 }))
  // It cannot be paid for.
  small.frame(
    placeOrder({ ...buy, account: alice, quantityLots: 0, clientOrderId: 'mine' }),
    placeOrder({ ...buy, account: alice, quantityLots: 2, clientOrderId: 'mine' }),
  )
  const leg = {
    quantityLots: 1,
    icebergLots: 0,
    trailingBips: 0,
    side: Side.sell,
    timeInForce: TimeInForce.goodTillCancelled,
    clientOrderId: '',
  }
  const legs = [
    { ...leg, orderType: OrderType.limitMaker, priceTicks: 200, stopPriceTicks: 0 },
    { ...leg, orderType: OrderType.stopLossLimit, priceTicks: 50, stopPriceTicks: 60 },
    { ...leg, quantityLots: 0, orderType: 0, priceTicks: 0, stopPriceTicks: 0 },
  ]
  const names = ['first', 'second', 'third']
  const fields = Object.fromEntries(
    legs.flatMap((one, index) =>
      Object.entries(one).map(([name, value]) => [
        `${names[index]}${name[0].toUpperCase()}${name.slice(1)}`,
        value,
      ]),
    ),
  ) as unknown as PlaceOrderList
  small.frame(
    encodeCommand(PlaceOrderList, {
      ...fields,
      account: bob,
      contingency: Contingency.oco,
      selfTradePrevention: SelfTradePrevention.none,
      connection: 0,
      listClientOrderId: 'list',
    }),
  )
  small.frame(placeOrder({ ...buy, account: alice, priceTicks: 200, quantityLots: 1 }))
}

interface Told {
  readonly orders: readonly {
    readonly orderId: number
    readonly symbol: string
    readonly steps: readonly {
      readonly event: string
      readonly sequence: number
      readonly commandIndex: number | null
      readonly by: string
      readonly words: string
    }[]
  }[]
  readonly refusals: readonly { readonly reject: string }[]
}

async function told(...args: string[]): Promise<Told> {
  return inFolder((folder) => {
    const small = new SmallFolder(folder)
    live(small)
    small.close()
    const { code, out, errors } = runCli('explain', ...args, '--data', folder, '--json')
    assert.is(code, 0, errors)
    return JSON.parse(out) as Told
  })
}

const eventsOf = ({ orders: [life] }: Told) => life.steps.map(({ event }) => event)

test('accepted, traded, amended, cancelled: each with its frame, its command and its sender', async () => {
  const life = await told('1')
  assert.equal(eventsOf(life), ['OrderAccepted', 'Trade', 'Trade', 'OrderAmended', 'OrderClosed'])
  const [{ symbol, steps }] = life.orders
  assert.is(symbol, 'ONETWO')
  assert.equal(
    steps.map(({ sequence, commandIndex }) => [sequence, commandIndex]),
    [
      [3, 0],
      [4, 0],
      [4, 1],
      [5, 0],
      [6, 0],
    ],
  )
  assert.match(steps[0].words, 'accepted as new: limit buy of 10 ONE at 100 TWO')
  assert.match(steps[0].by, /^PlaceOrder of account 16, edge session 0, lane sequence 0$/)
  assert.match(
    steps[1].words,
    /^trade 1: bought 3 ONE at 100 TWO for 300 TWO, as maker, with order 2 of account 17/,
  )
  assert.match(steps[2].words, '4 ONE executed so far')
  assert.match(steps[3].by, /^AmendOrder of account 16,/)
  assert.match(steps[3].words, 'to 8 ONE; it kept its place')
  assert.is(steps[4].words, 'cancelled with 4 ONE of 8 ONE executed: its owner cancelled it')
})

test('what the core does by itself is told as that', async () => {
  const life = await told('4')
  assert.equal(eventsOf(life), ['SpecialOrderAccepted', 'OrderActivated', 'Trade'])
  const [, activated] = life.orders[0].steps
  assert.is(activated.commandIndex, null)
  assert.match(activated.by, 'the core itself')
  assert.is(activated.words, 'went to work: triggered')
})

test('a list, and its other leg', async () => {
  const life = await told('8')
  assert.ok(eventsOf(life).includes('OrderListAccepted'), eventsOf(life).join())
  const other = await told('9')
  assert.match(other.orders[0].steps.at(-1)?.words ?? '', 'drives another any more')
  assert.ok(other.orders[0].steps.some(({ words }) => /the other order of its list/.test(words)))
})

test('all orders that had a name, and what was refused under it', async () => {
  const { orders, refusals } = await told('--client-order-id', 'mine', '--account', String(alice))
  assert.equal(
    orders.map(({ orderId }) => orderId),
    [1, 7],
  )
  assert.is(refusals.length, 1)
  assert.match(refusals[0].reject, /quantity/i)
})

test('in words; and what is not there, or of another account', () =>
  inFolder((folder) => {
    const small = new SmallFolder(folder)
    live(small)
    small.close()
    const { code, out } = runCli('explain', '1', '--data', folder)
    assert.is(code, 0)
    assert.match(
      out,
      /^order 1 of account 16 in ONETWO\n {2}1970-01-01T00:00:01\.001000Z {2}frame 3, command 0\n/,
    )
    for (const args of [['99'], ['1', '--account', String(bob)]]) {
      const none = runCli('explain', ...args, '--data', folder)
      assert.is(none.code, 2)
      assert.is(none.errors, 'openbell: there is no such order in this journal\n')
    }
  }))

test.run()
