// Writes of order_metrics: sums, added to what the minute or the day already has.
import { formatUnits } from '@openbell/protocol'
import type { Sql } from '../ports.js'
import type { MetricRow } from './metrics.js'
import { timestampOf } from './sql-time.js'

export async function writeMetrics(sql: Sql, rows: readonly MetricRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    `INSERT INTO order_metrics AS known (pair, period, starts_at, order_count, cancel_count,
       trade_count, filled_count, fill_time_us_total, fill_time_us_max, volume, quote_volume,
       sequence)
     SELECT pair, period, ${timestampOf('starts_us')}, order_count, cancel_count, trade_count,
       filled_count, fill_time_us_total, fill_time_us_max, volume, quote_volume, sequence
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
       $7::bigint[], $8::numeric[], $9::bigint[], $10::numeric[], $11::numeric[], $12::bigint[])
       AS new (pair, period, starts_us, order_count, cancel_count, trade_count, filled_count,
         fill_time_us_total, fill_time_us_max, volume, quote_volume, sequence)
     ON CONFLICT (pair, period, starts_at) DO UPDATE SET
       order_count = known.order_count + EXCLUDED.order_count,
       cancel_count = known.cancel_count + EXCLUDED.cancel_count,
       trade_count = known.trade_count + EXCLUDED.trade_count,
       filled_count = known.filled_count + EXCLUDED.filled_count,
       fill_time_us_total = known.fill_time_us_total + EXCLUDED.fill_time_us_total,
       fill_time_us_max = greatest(known.fill_time_us_max, EXCLUDED.fill_time_us_max),
       volume = known.volume + EXCLUDED.volume,
       quote_volume = known.quote_volume + EXCLUDED.quote_volume,
       sequence = EXCLUDED.sequence`,
    [
      rows.map((row) => row.market.symbol),
      rows.map((row) => row.period),
      rows.map((row) => row.startsUs),
      rows.map((row) => row.orderCount),
      rows.map((row) => row.cancelCount),
      rows.map((row) => row.tradeCount),
      rows.map((row) => row.filledCount),
      rows.map((row) => String(row.fillTimeUsTotal)),
      rows.map((row) => row.fillTimeUsMax),
      rows.map((row) => formatUnits(row.volumeUnits, row.market.base.decimals)),
      rows.map((row) => formatUnits(row.quoteVolumeUnits, row.market.quote.decimals)),
      rows.map((row) => row.sequence),
    ],
  )
}
