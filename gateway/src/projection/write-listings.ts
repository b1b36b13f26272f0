// Writes of currencies, fee_tiers and pairs, and what the catalogue knew at the cursor.
import { formatUnits } from '@openbell/protocol'
import type { Sql } from '../ports.js'
import type { Batch } from './batch.js'
import { amountText, Catalogue } from './catalogue.js'
import { ProjectionError } from './faults.js'
import type { CurrencyRow, SwitchesChange } from './rows.js'
import { fraction, writeMarkets } from './write-markets.js'

/** Of the volumes that fee tiers are bounded by. */
const volumeDecimals = 8

export async function writeListings(sql: Sql, batch: Batch): Promise<void> {
  for (const currency of batch.currencies) await insertCurrency(sql, currency)
  for (const switches of batch.switches.values()) await updateSwitches(sql, switches)
  await writeMarkets(sql, batch)
  await writeFeeTiers(sql, batch)
}

async function insertCurrency(sql: Sql, currency: CurrencyRow): Promise<void> {
  await sql.query(
    `INSERT INTO currencies (code, asset_number, name, kind, decimals, display_decimals,
       withdrawal_min, withdrawal_max, withdrawal_fee, deposits_enabled, withdrawals_enabled,
       sequence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      currency.code,
      currency.asset,
      currency.name,
      currency.kind,
      currency.decimals,
      currency.displayDecimals,
      amountText(currency, currency.withdrawalMinUnits),
      amountText(currency, currency.withdrawalMaxUnits),
      amountText(currency, currency.withdrawalFeeUnits),
      currency.depositsEnabled,
      currency.withdrawalsEnabled,
      currency.sequence,
    ],
  )
}

async function updateSwitches(sql: Sql, change: SwitchesChange): Promise<void> {
  const { code, depositsEnabled, withdrawalsEnabled, sequence } = change
  const rows = await sql.query(
    `UPDATE currencies SET deposits_enabled = $2, withdrawals_enabled = $3, sequence = $4
     WHERE code = $1 RETURNING code`,
    [code, depositsEnabled, withdrawalsEnabled, sequence],
  )
  if (rows.length !== 1) throw new ProjectionError(`there is no row for the currency ${code}`)
}

/** A tier reaches up to the next one, so that a change of one may change its neighbour's end. */
async function writeFeeTiers(sql: Sql, { feeTiers }: Batch): Promise<void> {
  if (feeTiers.size === 0) return
  for (const tier of feeTiers.values())
    await sql.query(
      `INSERT INTO fee_tiers (tier, name, maker_rate, taker_rate, volume_min, sequence)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (tier) DO UPDATE SET name = EXCLUDED.name, maker_rate = EXCLUDED.maker_rate,
         taker_rate = EXCLUDED.taker_rate, volume_min = EXCLUDED.volume_min, volume_max = NULL,
         sequence = EXCLUDED.sequence`,
      [
        tier.tier,
        tier.name,
        fraction(tier.makerPpm),
        fraction(tier.takerPpm),
        formatUnits(tier.volumeMinUnits, volumeDecimals),
        tier.sequence,
      ],
    )
  await sql.query(`
    UPDATE fee_tiers SET volume_max = following.volume_min
    FROM (SELECT tier, lead(volume_min) OVER (ORDER BY volume_min) AS volume_min FROM fee_tiers)
      AS following
    WHERE following.tier = fee_tiers.tier
      AND fee_tiers.volume_max IS DISTINCT FROM following.volume_min`)
}

/** What was listed up to the cursor. */
export async function loadCatalogue(sql: Sql): Promise<Catalogue> {
  const catalogue = new Catalogue()
  const assets = await sql.query<{ asset: string; code: string; decimals: number }>(
    'SELECT asset_number AS asset, code, decimals FROM currencies ORDER BY asset_number',
  )
  for (const { asset, code, decimals } of assets)
    catalogue.listAsset({ asset: Number(asset), code, decimals })
  const markets = await sql.query<
    Record<'market' | 'symbol' | 'base' | 'quote' | 'tick' | 'lot', string>
  >(`
    SELECT market_number AS market, symbol, base.asset_number AS base, quote.asset_number AS quote,
      (tick_size * 10::numeric ^ quote.decimals)::bigint AS tick,
      (lot_size * 10::numeric ^ base.decimals)::bigint AS lot
    FROM trading_pairs
      JOIN currencies AS base ON base.code = base_currency
      JOIN currencies AS quote ON quote.code = quote_currency
    ORDER BY market_number`)
  for (const { market, symbol, base, quote, tick, lot } of markets)
    catalogue.listMarket({
      market: Number(market),
      symbol,
      base: catalogue.asset(Number(base)),
      quote: catalogue.asset(Number(quote)),
      tickUnits: BigInt(tick),
      lotUnits: BigInt(lot),
    })
  return catalogue
}
