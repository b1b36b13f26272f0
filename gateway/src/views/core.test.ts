// The views against the real core: random commands, and at many sequences the same books, balances
// and open orders on both sides.
import { type Engine, loadEngine } from '@openbell/engine'
import {
  AssetKind,
  CancelAllOrders,
  CancelOrder,
  Configure,
  Deposit,
  FrameType,
  FreezeAccount,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  OpenAccount,
  OrderType,
  PlaceOrder,
  Rules,
  SelfTradePrevention,
  SetAccountTier,
  SetFeeTier,
  Side,
  TimeInForce,
  Withdraw,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame } from '../ports.js'
import { encodeCommand } from '../testing/encode-command.js'
import { createViews, type FoldedViews, restoreViews } from './index.js'
import { plainRules } from './testing/frames.js'
import { numbers } from './testing/numbers.js'

const accounts = Array.from({ length: 6 }, (_, index) => limits.accountUserMin + index)
const markets = [0, 1]
const priceMaxTicks = 60
const assets = [0, 1, 2]

function genesis(): Uint8Array[] {
  const listAsset = (asset: number) =>
    encodeCommand(
      ListAsset,
      {},
      {
        asset,
        assetKind: AssetKind.crypto,
        decimals: 8,
        displayDecimals: 8,
        switches: 3,
        withdrawalMinUnits: 1n,
        withdrawalMaxUnits: 10n ** 12n,
        withdrawalFeeUnits: 0n,
        code: `A${asset}`,
        name: `Asset ${asset}`,
      },
    )
  const listMarket = (market: number) =>
    encodeCommand(
      ListMarket,
      { market },
      {
        baseAsset: 1 + market,
        quoteAsset: 0,
        tickUnits: 10_000_000n,
        lotUnits: 100_000n,
        priceMaxTicks,
        ...plainRules,
        priceMinTicks: 0,
        quantityMaxLots: 10_000,
        state: MarketState.trading,
        symbol: `A${1 + market}A0`,
      },
    )
  const configuration = {
    rules: Rules.exchange,
    shard: 1,
    sessionsMax: 4,
    assetsMax: 4,
    marketsMax: 4,
    tiersMax: 4,
    accountsMax: 64,
    ordersMax: 1_000,
    clientIdsMax: 1_000,
    finishedIdsPerAccountMax: 10,
    finishedIdsWindowUs: 1_000,
    stepsPerFrameMax: 4,
    pricePagesMax: 16,
    priceDirectoryEntriesMax: 16,
    ordersPerAccountMax: 1_000,
    specialOrdersMax: 200,
    orderListsMax: 50,
    withdrawalsMax: 50,
  }
  const tier = { makerPpm: 1_000, takerPpm: 2_000, volumeMinUnits: 0n }
  return [
    encodeCommand(Configure, {}, configuration),
    encodeCommand(SetFeeTier, {}, { ...tier, tier: 0, name: 'Standard' }),
    encodeCommand(SetFeeTier, {}, { ...tier, tier: 1, name: 'Free', makerPpm: 0 }),
    ...assets.map(listAsset),
    ...markets.map(listMarket),
    ...accounts.map((account) =>
      encodeCommand(OpenAccount, {}, { uuid: new Uint8Array(16).fill(account) }),
    ),
  ]
}

/** Of a mass cancel: no filter. */
const everyOrder = {
  allMarkets: 0,
  sides: 0,
  reason: 0,
  connection: 0,
  connectionSession: 0,
  listId: 0,
}

/** Commands of a crowd that trades, cancels, pays in and out, and errs. */
function crowd(seed: number): () => Uint8Array {
  const next = numbers(seed)
  let keys = 0
  const place = (head: { account?: number; market?: number }): Uint8Array => {
    const orderType = [OrderType.limit, OrderType.limit, OrderType.limitMaker, OrderType.market][
      next(4)
    ]
    const isMarket = orderType === OrderType.market
    const isImmediate = orderType === OrderType.limit && next(4) === 0
    return encodeCommand(PlaceOrder, head, {
      priceTicks: isMarket ? 0 : 1 + next(priceMaxTicks + 2),
      quantityLots: next(next(10) === 0 ? 20_000 : 200),
      side: next(2),
      orderType,
      timeInForce: isImmediate ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled,
      selfTradePrevention: SelfTradePrevention.none,
      clientOrderId: next(2) === 0 ? `id-${next(40)}` : '',
    })
  }
  return () => {
    const head = { account: accounts[next(accounts.length)], market: next(markets.length) }
    const money = { asset: next(assets.length), idempotencyKey: `key-${keys++}` }
    const choice = next(100)
    if (choice < 10) {
      const amountUnits = BigInt(next(1_000_000_000)) * 10n
      return encodeCommand(Deposit, head, { ...money, amountUnits })
    }
    if (choice < 13)
      return encodeCommand(Withdraw, head, { ...money, amountUnits: BigInt(next(1e7)) })
    if (choice < 28)
      return encodeCommand(CancelOrder, head, {
        orderId: 0,
        clientOrderId: `id-${next(40)}`,
        restriction: 0,
      })
    if (choice < 30) return encodeCommand(CancelAllOrders, head, everyOrder)
    if (choice < 31) return encodeCommand(SetAccountTier, head, { tier: next(3) })
    if (choice < 32) return encodeCommand(FreezeAccount, head, { frozen: next(4) === 0 ? 1 : 0 })
    return place(head)
  }
}

/** Applies commands as one frame, and gives the frame of its events. */
function apply(core: Engine, sequence: number, commands: readonly Uint8Array[]): EventFrame {
  const timestampUs = 1_700_000_000_000_000 + sequence * 10
  const parts: Uint8Array[] = []
  core.apply(sequence, timestampUs, Buffer.concat(commands), (part) => parts.push(part.slice()))
  const identity = { epoch: 1, type: FrameType.commands, chain: '0'.repeat(16) }
  return { ...identity, sequence, timestampUs, commandCount: commands.length, parts }
}

function compare(core: Engine, views: FoldedViews): void {
  for (const account of [...accounts, limits.accountExternal, limits.accountFees])
    for (const asset of assets) {
      const known = views.balances(account).find((balance) => balance.asset === asset)
      const { availableUnits = 0n, lockedUnits = 0n } = known ?? {}
      assert.equal({ availableUnits, lockedUnits }, core.balance(account, asset))
    }
  for (const market of markets) compareBook(core, views, market)
}

function compareBook(core: Engine, views: FoldedViews, market: number): void {
  const { bids, asks } = views.depth(market, 1_000)
  assert.is(bids[0]?.priceTicks, core.bestBid(market))
  assert.is(asks[0]?.priceTicks, core.bestAsk(market))
  const open = accounts.flatMap((account) => views.openOrders(account, market))
  for (const [side, levels] of [
    [Side.buy, bids],
    [Side.sell, asks],
  ] as const)
    for (let priceTicks = 1; priceTicks <= priceMaxTicks; priceTicks++) {
      const total = levels.find((level) => level.priceTicks === priceTicks)?.totalLots ?? 0
      assert.is(total, core.depthAt(market, side, priceTicks))
      const standing = open.filter(
        (order) => order.side === side && order.priceTicks === priceTicks,
      )
      const lots = standing.reduce((sum, order) => sum + order.quantityLots - order.executedLots, 0)
      assert.is(total, lots)
    }
}

test('books, balances and open orders are the core’s at every sequence without work left', () => {
  const core = loadEngine(undefined, {
    orders: 1_024,
    clientIds: 1_024,
    accounts: 64,
    specialOrders: 256,
    orderLists: 64,
    withdrawals: 64,
  })
  const next = numbers(5)
  const give = crowd(11)
  let views = createViews()
  views.fold(apply(core, 1, genesis()))
  let compared = 0
  let trades = 0
  for (let sequence = 2; sequence <= 1_500; sequence++) {
    const commands = core.hasUnfinishedWork() ? [] : Array.from({ length: next(12) }, give)
    trades += views.fold(apply(core, sequence, commands)).trades.length
    if (sequence % 300 === 0) views = restoreViews(views.snapshot())
    if (core.hasUnfinishedWork()) continue
    compared++
    compare(core, views)
  }
  assert.equal(core.checkInvariants(), [])
  assert.ok(compared > 500 && compared < 1_499, `${compared} compared`)
  assert.ok(trades > 1_000, `${trades} trades`)
})

test.run()
