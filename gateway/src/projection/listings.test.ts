// What is listed, opened and set: the tables that are few rows and seldom change.
import {
  AssetKind,
  ListAsset,
  ListMarket,
  MarketState,
  SetAccountTier,
  SetFeeTier,
  SetMarketState,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { encodeCommand } from '../testing/encode-command.js'
import { plainRules } from '../views/testing/frames.js'
import { clearProjection } from './rebuild.js'
import { reconcile } from './reconcile.js'
import { project } from './testing/harness.js'
import { dumpTables } from './testing/tables.js'
import { World } from './testing/world.js'

let database: TestDatabase

test.before(async () => {
  database = await openTestDatabase()
})

test.before.each(() => clearProjection(database.sql))

test.after(() => database.stop())

/** The values of each row, as the database writes them. */
async function rows(text: string): Promise<string[]> {
  const found = await database.sql.query<Record<string, unknown>>(text)
  return found.map((row) => Object.values(row).join(' '))
}

const listToken = encodeCommand(
  ListAsset,
  {},
  {
    asset: 8,
    assetKind: AssetKind.crypto,
    decimals: 3,
    displayDecimals: 2,
    switches: 1,
    withdrawalMinUnits: 1n,
    withdrawalMaxUnits: 10n ** 6n,
    withdrawalFeeUnits: 5n,
    code: 'TOK',
    name: 'Token',
  },
)

const listTokenMarket = encodeCommand(
  ListMarket,
  { market: 9 },
  {
    baseAsset: 8,
    quoteAsset: 6,
    tickUnits: 1_000_000n,
    lotUnits: 1n,
    priceMaxTicks: 100_000,
    ...plainRules,
    notionalMinUnits: 500_000_000n,
    priceBandPpm: 50_000,
    state: MarketState.preOpen,
    symbol: 'TOKUSDT',
  },
)

const setTier = (tier: number, volume: bigint) =>
  encodeCommand(
    SetFeeTier,
    {},
    { tier, makerPpm: 123, takerPpm: 456, volumeMinUnits: volume * 10n ** 8n, name: 'Changed' },
  )

test('the shipped listings', async () => {
  await project(database.sql, new World().log)
  assert.equal(
    await rows(
      'SELECT code, kind, decimals, display_decimals FROM currencies ORDER BY asset_number',
    ),
    [
      'BTC crypto 8 8',
      'ETH crypto 8 8',
      'BNB crypto 8 8',
      'SOL crypto 8 8',
      'USD fiat 8 2',
      'EUR fiat 8 2',
      'USDT stable 8 6',
      'USDC stable 8 6',
    ],
  )
  assert.equal(
    await rows('SELECT withdrawal_min, withdrawal_max FROM currencies WHERE asset_number = 0'),
    ['0.00010000 100.00000000'],
  )
  const pairs = await rows(`
    SELECT symbol, base_currency, quote_currency, tick_size, lot_size, notional_min, status
    FROM trading_pairs ORDER BY market_number`)
  assert.is(pairs.length, 9)
  assert.is(pairs[0], 'BTCUSDT BTC USDT 0.01000000 0.00001000 5.00000000 trading')
  assert.is(pairs[8], 'ETHBTC ETH BTC 0.00001000 0.00100000 0.00010000 trading')
  assert.equal(
    await rows(
      'SELECT name, maker_rate, taker_rate, volume_min, volume_max FROM fee_tiers ORDER BY tier',
    ),
    [
      'Standard 0.00100000 0.00200000 0.00000000 10000.00000000',
      'VIP 1 0.00050000 0.00100000 10000.00000000 100000.00000000',
      'VIP 2 0.00020000 0.00080000 100000.00000000 1000000.00000000',
      'VIP 3 0.00000000 0.00050000 1000000.00000000 ',
    ],
  )
  assert.equal(await rows('SELECT DISTINCT account_number, house_name FROM accounts ORDER BY 1'), [
    '1 external',
    '2 fees',
    '3 adjustments',
  ])
})

test('every account has every currency, whichever came first', async () => {
  const world = new World()
  world.openAccounts(2)
  world.apply([listToken, listTokenMarket])
  world.openAccounts(1)
  const tables = []
  for (const batchEventsMax of [1, 1_000_000]) {
    await clearProjection(database.sql)
    assert.equal((await project(database.sql, world.log, batchEventsMax)).faults, [])
    tables.push(await dumpTables(database.sql))
  }
  assert.equal(tables[0], tables[1])
  assert.equal(
    await rows(
      'SELECT account_number, count(*), min(sequence) FROM accounts GROUP BY 1 ORDER BY 1',
    ),
    ['1 9 1', '2 9 1', '3 9 1', '16 9 2', '17 9 2', '18 9 4'],
  )
  assert.equal(
    await rows(`
      SELECT tick_size, lot_size, quantity_max, price_band, status FROM trading_pairs
      WHERE symbol = 'TOKUSDT'`),
    ['0.01000000 0.00100000 1000.00000000 0.05000000 pre_open'],
  )
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

test('a change of a market, a tier and an account’s tier', async () => {
  const world = new World()
  world.openAccounts(2)
  const [account, other] = world.accounts
  world.apply([
    encodeCommand(SetMarketState, { market: 1 }, { state: MarketState.halted, auctionUs: 0 }),
  ])
  world.apply([setTier(1, 2_000_000n), encodeCommand(SetAccountTier, { account }, { tier: 1 })])
  for (const batchEventsMax of [1, 1_000_000]) {
    await clearProjection(database.sql)
    assert.equal((await project(database.sql, world.log, batchEventsMax)).faults, [])
    assert.equal(await rows("SELECT symbol, sequence FROM trading_pairs WHERE status = 'halted'"), [
      'ETHUSDT 3',
    ])
    assert.equal(
      await rows(
        'SELECT tier, trunc(volume_min) AS min, trunc(volume_max) AS max FROM fee_tiers ORDER BY 1',
      ),
      ['0 0 100000', '1 2000000 ', '2 100000 1000000', '3 1000000 2000000'],
    )
    assert.equal(
      await rows('SELECT account_number, tier, sequence FROM user_fee_tiers ORDER BY 1'),
      [`${account} 1 4`, `${other} 0 2`],
    )
  }
})

test.run()
