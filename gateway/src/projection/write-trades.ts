// Writes of trades: facts, each once.
import type { Sql } from '../ports.js'
import { amountText, priceText, quantityText } from './catalogue.js'
import type { TradeRow } from './rows.js'
import { timestampOf } from './sql-time.js'

export async function writeTrades(sql: Sql, trades: readonly TradeRow[]): Promise<void> {
  if (trades.length === 0) return
  await sql.query(
    `INSERT INTO trades (id, pair, price, quantity, quote_quantity, taker_side, maker_order_id,
       taker_order_id, maker_account_number, taker_account_number, maker_fee, maker_fee_currency,
       taker_fee, taker_fee_currency, executed_at, sequence)
     SELECT id, pair, price, quantity, quote_quantity, taker_side, maker_order_id, taker_order_id,
       maker_account_number, taker_account_number, maker_fee, maker_fee_currency, taker_fee,
       taker_fee_currency, ${timestampOf('executed_us')}, sequence
     FROM unnest($1::bigint[], $2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::text[],
       $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::numeric[], $12::text[],
       $13::numeric[], $14::text[], $15::bigint[], $16::bigint[])
       AS new (id, pair, price, quantity, quote_quantity, taker_side, maker_order_id,
         taker_order_id, maker_account_number, taker_account_number, maker_fee, maker_fee_currency,
         taker_fee, taker_fee_currency, executed_us, sequence)`,
    [
      trades.map((trade) => trade.id),
      trades.map((trade) => trade.market.symbol),
      trades.map((trade) => priceText(trade.market, trade.priceTicks)),
      trades.map((trade) => quantityText(trade.market, trade.quantityLots)),
      trades.map((trade) => amountText(trade.market.quote, trade.quoteUnits)),
      trades.map((trade) => trade.takerSide),
      trades.map((trade) => trade.makerOrderId),
      trades.map((trade) => trade.takerOrderId),
      trades.map((trade) => trade.makerAccount),
      trades.map((trade) => trade.takerAccount),
      trades.map((trade) => amountText(trade.makerFeeAsset, trade.makerFeeUnits)),
      trades.map((trade) => trade.makerFeeAsset.code),
      trades.map((trade) => amountText(trade.takerFeeAsset, trade.takerFeeUnits)),
      trades.map((trade) => trade.takerFeeAsset.code),
      trades.map((trade) => trade.executedUs),
      trades.map((trade) => trade.sequence),
    ],
  )
}
