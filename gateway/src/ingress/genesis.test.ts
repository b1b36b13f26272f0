// The genesis file that ships, the commands it becomes, and every way in which one can be wrong.
import { readFileSync } from 'node:fs'
import { loadEngine } from '@openbell/engine'
import {
  Configure,
  forEachRecord,
  Lane,
  ListAsset,
  ListMarket,
  limits,
  MarketState,
  Outcome,
  OutcomeStatus,
  parseUnits,
  Rules,
  readU64,
  rejectNames,
  SetFeeTier,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeGenesis, type Genesis, GenesisError } from './genesis.js'
import { directoryEntries } from './genesis-market.js'

const path = new URL('../../genesis.json', import.meta.url)
const shipped = (): Genesis => JSON.parse(readFileSync(path, 'utf8'))
const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
const ofKind = (commands: readonly Uint8Array[], kind: number) =>
  commands.filter((command) => command[0] === kind).map(view)

/** The message that a change of the shipped file earns. */
function fault(change: (genesis: Genesis) => void): string {
  const genesis = shipped()
  change(genesis)
  try {
    encodeGenesis(genesis)
  } catch (error) {
    assert.instance(error, GenesisError)
    return (error as Error).message
  }
  return 'none'
}

test('the shipped file lists tiers, currencies and markets, in this order', () => {
  const commands = encodeGenesis(shipped())
  const kinds = commands.map((command) => command[0])
  const expected = [
    Configure.kind,
    ...Array(4).fill(SetFeeTier.kind),
    ...Array(8).fill(ListAsset.kind),
    ...Array(9).fill(ListMarket.kind),
  ]
  assert.equal(kinds, expected)
  const configure = Configure.read(view(commands[0]), 0)
  assert.is(configure.rules, Rules.exchange)
  assert.is(configure.ordersMax, 1_000_000)
  assert.is(configure.finishedIdsWindowUs, 120_000_000)
  assert.is(configure.specialOrdersMax, 125_000)
})

const markets = (genesis: Genesis) =>
  ofKind(encodeGenesis(genesis), ListMarket.kind).map((at) => ListMarket.read(at, 0))

test('every shipped market knows stops, icebergs and trailing orders, and no breaker', () => {
  for (const market of markets(shipped())) {
    assert.is(market.priceMinTicks, 1)
    assert.is(market.slippagePpm, 100_000)
    assert.is(market.ordersPerAccountMax, 200)
    assert.is(market.stopsPerAccountMax, 5)
    assert.is(market.icebergPartsMax, 10)
    assert.equal([market.trailingMinBips, market.trailingMaxBips], [10, 2000])
    assert.equal([market.velocityPpm, market.priceBandPpm, market.positionMaxLots], [0, 0, 0])
    assert.equal([market.percentUpPpm, market.percentDownPpm], [0, 0])
  }
})

test('what protects a market is written as people say it', () => {
  const genesis = shipped()
  Object.assign(genesis.markets[0], {
    priceMin: '10',
    marketQuantityMax: '100',
    positionMax: '250.5',
    priceBand: '0.05',
    multiplierUp: '5',
    multiplierDown: '0.2',
    slippage: '0.015',
    velocity: { limit: '0.1', windowSeconds: 60, reopenSeconds: 300 },
  })
  const market = markets(genesis)[0]
  assert.is(market.priceMinTicks, 1_000)
  assert.is(market.marketQuantityMaxLots, 10_000_000)
  assert.is(market.positionMaxLots, 25_050_000)
  assert.is(market.priceBandPpm, 50_000)
  assert.is(market.percentUpPpm, 4_000_000)
  assert.is(market.percentDownPpm, 800_000)
  assert.is(market.slippagePpm, 15_000)
  assert.is(market.velocityPpm, 100_000)
  assert.is(market.velocityWindowUs, 60_000_000)
  assert.is(market.reopenUs, 300_000_000)
})

test('a market does without what it leaves out', () => {
  const genesis = shipped()
  const { base, quote, tick, lot, priceMax, quantityMin, quantityMax, notionalMin, state } =
    genesis.markets[0]
  const bare = { base, quote, tick, lot, priceMax, quantityMin, quantityMax, notionalMin, state }
  genesis.markets[0] = bare
  const market = markets(genesis)[0]
  const absent = [market.slippagePpm, market.ordersPerAccountMax, market.stopsPerAccountMax]
  const others = [market.icebergPartsMax, market.trailingMinBips, market.trailingMaxBips]
  assert.equal([...absent, ...others], [0, 0, 0, 0, 0, 0])
  assert.is(market.marketQuantityMaxLots, 0)
  assert.is(market.priceMinTicks, 1)
})

test('every command is of session 0, with dense lane sequences and its own size', () => {
  for (const [index, command] of encodeGenesis(shipped()).entries()) {
    const at = view(command)
    assert.is(at.getUint16(Configure.offset.sizeBytes, true), command.length)
    assert.ok(command.length <= limits.commandBytesMax)
    assert.is(at.getUint32(Configure.offset.session, true), 0)
    assert.is(at.getUint8(Configure.offset.lane), Lane.orders)
    assert.is(readU64(at, Configure.offset.laneSequence), index + 1)
    assert.is(readU64(at, Configure.offset.deadlineMs), 0)
  }
})

test('tiers and currencies are what the exchange promises', () => {
  const commands = encodeGenesis(shipped())
  const tiers = ofKind(commands, SetFeeTier.kind).map((at) => SetFeeTier.read(at, 0))
  assert.equal(
    tiers.map((tier) => [tier.tier, tier.name, tier.makerPpm, tier.takerPpm]),
    [
      [0, 'Standard', 1000, 2000],
      [1, 'VIP 1', 500, 1000],
      [2, 'VIP 2', 200, 800],
      [3, 'VIP 3', 0, 500],
    ],
  )
  assert.equal(
    tiers.map((tier) => tier.volumeMinUnits / 10n ** 8n),
    [0n, 10_000n, 100_000n, 1_000_000n],
  )
  const assets = ofKind(commands, ListAsset.kind).map((at) => ListAsset.read(at, 0))
  assert.equal(
    assets.map((asset) => asset.code),
    ['BTC', 'ETH', 'BNB', 'SOL', 'USD', 'EUR', 'USDT', 'USDC'],
  )
  assert.ok(assets.every((asset) => asset.decimals === 8 && asset.switches === 3))
  assert.is(assets[0].withdrawalMinUnits, 10_000n)
})

test('every market trades exactly, in range and within the core’s directory', () => {
  const commands = encodeGenesis(shipped())
  const listed = ofKind(commands, ListMarket.kind).map((at) => ListMarket.read(at, 0))
  const symbols = 'BTCUSDT ETHUSDT BNBUSDT SOLUSDT BTCUSD ETHUSD BTCEUR BTCUSDC ETHBTC'
  assert.equal(
    listed.map((market) => market.symbol),
    symbols.split(' '),
  )
  let entries = 0
  for (const [index, market] of listed.entries()) {
    assert.is(market.market, index)
    assert.is(market.state, MarketState.trading)
    assert.is((market.tickUnits * market.lotUnits) % 10n ** 8n, 0n)
    const notional = (market.tickUnits * market.lotUnits) / 10n ** 8n
    const greatest = BigInt(market.priceMaxTicks) * BigInt(market.quantityMaxLots) * notional
    assert.ok(greatest < 1n << 63n)
    assert.ok(market.priceMaxTicks <= 100_000_000)
    assert.ok(market.quantityMinLots >= 1)
    entries += directoryEntries(market.priceMaxTicks)
  }
  assert.ok(entries <= shipped().limits.priceDirectoryEntriesMax)
  assert.is(listed[8].lotUnits, parseUnits('0.001', 8))
})

test('the real core takes every command of the shipped file', () => {
  const commands = encodeGenesis(shipped())
  const refused: string[] = []
  let outcomes = 0
  loadEngine().apply(1, 1, Buffer.concat(commands), (events) =>
    forEachRecord(events, (kind, at, offset) => {
      if (kind !== Outcome.kind) return
      outcomes++
      const { status, reject } = Outcome.read(at, offset)
      if (status !== OutcomeStatus.done) refused.push(rejectNames[reject])
    }),
  )
  assert.equal(refused, [])
  assert.is(outcomes, commands.length)
})

test('a fault is named by its field', () => {
  const cases: [string, (genesis: Genesis) => void][] = [
    [
      'genesis: markets[8].lot: tick 0.00001 x lot 0.0001 is no whole number of 10^-8 BTC, ' +
        'so that a trade could not be settled exactly',
      ({ markets }) => {
        markets[8].lot = '0.0001'
      },
    ],
    [
      'genesis: markets[0].tick: must be a decimal string such as "0.01"',
      ({ markets }) => {
        markets[0].tick = '1e-2'
      },
    ],
    [
      'genesis: markets[0].tick: 0.000000001 has too many decimals (8 decimals)',
      ({ markets }) => {
        markets[0].tick = '0.000000001'
      },
    ],
    [
      'genesis: markets[0].tick: must be above zero',
      ({ markets }) => {
        markets[0].tick = '0.00'
      },
    ],
    [
      'genesis: markets[1].priceMax: 100000.005 is no multiple of the tick 0.01',
      ({ markets }) => {
        markets[1].priceMax = '100000.005'
      },
    ],
    [
      'genesis: markets[1].quantityMin: must be above zero',
      ({ markets }) => {
        markets[1].quantityMin = '0'
      },
    ],
    [
      'genesis: markets[1].quantityMax: is below quantityMin',
      ({ markets }) => {
        markets[1].quantityMin = '9001'
      },
    ],
    [
      'genesis: markets[0].quantityMax: times priceMax overflows an amount',
      ({ markets }) => {
        markets[0].quantityMax = '92234'
      },
    ],
    [
      'genesis: markets[8].notionalMin: is above priceMax times quantityMax',
      ({ markets }) => {
        markets[8].notionalMin = '900001'
      },
    ],
    [
      'genesis: markets[0].priceMax: exceeds what is left of priceDirectoryEntriesMax',
      ({ limits }) => {
        limits.priceDirectoryEntriesMax = 100
      },
    ],
    [
      'genesis: markets[0].priceBand: must be a fraction below 1',
      ({ markets }) => {
        markets[0].priceBand = '1'
      },
    ],
    [
      'genesis: markets[0].priceMax: is above 2147483646 ticks',
      ({ markets }) => {
        markets[0].priceMax = '21474836.47'
      },
    ],
    [
      'genesis: markets[0].priceMin: is above priceMax',
      ({ markets }) => {
        markets[0].priceMin = '1000000.01'
      },
    ],
    [
      'genesis: markets[0].marketQuantityMax: is above quantityMax',
      ({ markets }) => {
        markets[0].marketQuantityMax = '9001'
      },
    ],
    [
      'genesis: markets[1].marketQuantityMax: is below quantityMin',
      ({ markets }) => {
        markets[1].quantityMin = '2'
        markets[1].marketQuantityMax = '1'
      },
    ],
    [
      'genesis: markets[0].positionMax: 0.000001 is no multiple of the lot 0.00001',
      ({ markets }) => {
        markets[0].positionMax = '0.000001'
      },
    ],
    [
      'genesis: markets[0].slippage: 0.0000001 has too many decimals (6 decimals)',
      ({ markets }) => {
        markets[0].slippage = '0.0000001'
      },
    ],
    [
      'genesis: markets[0].multiplierUp: must be above 1',
      ({ markets }) => {
        markets[0].multiplierUp = '1'
      },
    ],
    [
      'genesis: markets[0].multiplierUp: is too large',
      ({ markets }) => {
        markets[0].multiplierUp = '5000'
      },
    ],
    [
      'genesis: markets[0].multiplierDown: must be above 0 and below 1',
      ({ markets }) => {
        markets[0].multiplierDown = '0'
      },
    ],
    [
      'genesis: markets[0].velocity.limit: must be above zero',
      ({ markets }) => {
        markets[0].velocity = { limit: '0', windowSeconds: 1, reopenSeconds: 0 }
      },
    ],
    [
      'genesis: markets[0].trailingMinBips: is above trailingMaxBips',
      ({ markets }) => {
        markets[0].trailingMinBips = 2001
      },
    ],
    [
      'genesis: markets[0].trailingMaxBips: must be below 10000',
      ({ markets }) => {
        markets[0].trailingMaxBips = 10_000
      },
    ],
    [
      'genesis: markets[0].trailingMaxBips: must be given where the other is',
      ({ markets }) => {
        Reflect.deleteProperty(markets[0], 'trailingMaxBips')
      },
    ],
    [
      'genesis: markets[2].base: DOGE is no currency',
      ({ markets }) => {
        markets[2].base = 'DOGE'
      },
    ],
    [
      'genesis: markets[2].quote: is the base as well',
      ({ markets }) => {
        markets[2].quote = 'BNB'
      },
    ],
    [
      'genesis: markets[1]: BTCUSDT stands twice',
      ({ markets }) => {
        markets[1].base = 'BTC'
      },
    ],
    [
      'genesis: currencies[1].code: BTC stands twice',
      ({ currencies }) => {
        currencies[1].code = 'BTC'
      },
    ],
    [
      'genesis: currencies[0].withdrawalMax: is below withdrawalMin',
      ({ currencies }) => {
        currencies[0].withdrawalMin = '101'
      },
    ],
    [
      'genesis: feeTiers[1].volumeMin: must be above the tier before',
      ({ feeTiers }) => {
        feeTiers[1].volumeMin = '0'
      },
    ],
    [
      'genesis: feeTiers[0].takerRate: must be below 1',
      ({ feeTiers }) => {
        feeTiers[0].takerRate = '1'
      },
    ],
    [
      'genesis: markets: exceed marketsMax',
      ({ limits }) => {
        limits.marketsMax = 8
      },
    ],
  ]
  for (const [message, change] of cases) assert.is(fault(change), message)
})

test('what is missing, unknown or of another type is named too', () => {
  assert.match(
    fault((genesis) => Reflect.deleteProperty(genesis.limits, 'ordersMax')),
    /^genesis: limits\.ordersMax: /,
  )
  assert.match(
    fault((genesis) => Object.assign(genesis.markets[3], { makerFee: '0' })),
    /^genesis: markets\[3\]: .*makerFee/,
  )
  assert.match(
    fault((genesis) => Object.assign(genesis.currencies[0], { decimals: 9 })),
    /^genesis: currencies\[0\]\.decimals: /,
  )
  assert.match(
    fault((genesis) => Object.assign(genesis.markets[0], { tick: 0.01 })),
    /^genesis: markets\[0\]\.tick: /,
  )
  assert.match(
    fault((genesis) => Object.assign(genesis.markets[0], { state: 'delisted' })),
    /^genesis: markets\[0\]\.state: /,
  )
  assert.match(
    fault((genesis) => Object.assign(genesis.markets[0], { velocity: { limit: '0.1' } })),
    /^genesis: markets\[0\]\.velocity\.windowSeconds: /,
  )
  assert.throws(() => encodeGenesis(null), /^genesis: file: /)
})

test.run()
