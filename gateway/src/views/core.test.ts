// The views against the real core: random commands, and at many sequences the same books, balances
// and open orders on both sides.
import { type Engine, loadEngine } from '@openbell/engine'
import {
  AssetKind,
  Configure,
  Deposit,
  FrameType,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  OpenAccount,
  Rules,
  SetFeeTier,
  Side,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame, OrderView } from '../ports.js'
import { encodeCommand } from '../testing/encode-command.js'
import { createViews, type FoldedViews, restoreViews } from './index.js'
import { plainRules } from './testing/frames.js'
import { numbers } from './testing/numbers.js'
import { RandomCommands } from './testing/random-commands.js'

const startUs = 1_700_000_000_000_000
const accounts = Array.from({ length: 6 }, (_, index) => limits.accountUserMin + index)
const markets = [0, 1]
const priceMaxTicks = 60
const assets = [0, 1, 2]

const rules = { ...plainRules, priceMinTicks: 0, quantityMaxLots: 10_000 }

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
        ...rules,
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
    ...accounts.flatMap((account) =>
      assets.map((asset) => {
        const body = { asset, amountUnits: 10n ** 13n, idempotencyKey: `first ${asset}` }
        return encodeCommand(Deposit, { account }, body)
      }),
    ),
  ]
}

const places = markets.map((market) => ({
  market,
  middleTicks: priceMaxTicks / 2,
  spreadTicks: priceMaxTicks / 3,
  lots: 100,
  rules,
}))

/** Applies commands as one frame, and gives the frame of its events. */
function apply(core: Engine, commands: readonly Uint8Array[], isEpoch = false): EventFrame {
  const sequence = core.sequence + 1
  const timestampUs = startUs + sequence * 1_000_000
  const parts: Uint8Array[] = []
  const onEvents = (part: Uint8Array) => parts.push(part.slice())
  core.apply(sequence, timestampUs, Buffer.concat(commands), onEvents, isEpoch)
  const type = isEpoch ? FrameType.epoch : FrameType.commands
  const identity = { epoch: 1, type, chain: '0'.repeat(16) }
  return { ...identity, sequence, timestampUs, commandCount: commands.length, parts }
}

function compare(core: Engine, views: FoldedViews): void {
  const { accountExternal, accountFees, accountAdjustments } = limits
  for (const account of [...accounts, accountExternal, accountFees, accountAdjustments])
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
        (order) => order.side === side && order.priceTicks === priceTicks && !order.isWaiting,
      )
      assert.ok(total >= visibleLots(standing, false), `${total} at ${priceTicks}`)
      assert.ok(total <= visibleLots(standing, true), `${total} at ${priceTicks}`)
    }
}

/** What a level shows of these orders: of an iceberg at least a lot and at most its visible part. */
function visibleLots(orders: readonly OrderView[], isMost: boolean): number {
  return orders.reduce((sum, { quantityLots, executedLots, icebergLots }) => {
    const left = quantityLots - executedLots
    if (icebergLots === 0) return sum + left
    return sum + (isMost ? Math.min(left, icebergLots) : 1)
  }, 0)
}

/** All that an account sees of its own, to show that it is one and the same. */
const seen = (views: FoldedViews) =>
  accounts.flatMap((account) => [
    views.account(account),
    views.openOrders(account),
    views.openLists(account),
    ...markets.map((market) => views.preventedMatches(account, market, { limit: 1_000 })),
  ])

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
  let views = createViews()
  const whatThereIs = { accounts, places, assets, views: () => views }
  const crowd = new RandomCommands({ next, ...whatThereIs, unitsMax: 100_000_000_000 })
  views.fold(apply(core, genesis()))
  const count = new Map<string, number>()
  const add = (what: string) => count.set(what, (count.get(what) ?? 0) + 1)
  for (let sequence = 2; sequence <= 3_000; sequence++) {
    const isEpoch = next(100) === 0
    const isBusy = isEpoch || core.hasUnfinishedWork()
    const give = () => crowd.command(startUs + sequence * 1_000_000)
    const commands = isBusy ? [] : Array.from({ length: next(12) }, give)
    const changes = views.fold(apply(core, commands, isEpoch))
    for (const { execution } of changes.executions) add(execution)
    for (const { change } of changes.markets) add(change)
    for (const { kind } of changes.movements) add(kind)
    for (const { list } of changes.lists) add(list.isOpen ? 'list opened' : 'list closed')
    if (sequence % 300 === 0) {
      const restored = restoreViews(views.snapshot())
      assert.equal(seen(restored), seen(views))
      views = restored
    }
    add(core.hasUnfinishedWork() ? 'cut' : 'compared')
    if (core.hasUnfinishedWork()) continue
    compare(core, views)
  }
  assert.equal(core.checkInvariants(), [])
  for (const what of [
    ...['new', 'activated', 'stopMoved', 'trade', 'prevented', 'amended', 'cancelled', 'expired'],
    ...['state', 'rules', 'reference', 'indicated', 'uncrossed', 'list opened', 'list closed'],
    ...['deposit', 'withdrawal', 'transfer', 'adjustment', 'cut'],
  ])
    assert.ok((count.get(what) ?? 0) > 5, `${what}: ${count.get(what)}`)
  assert.ok((count.get('compared') ?? 0) > 500)
})

test.run()
