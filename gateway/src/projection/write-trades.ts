// Writes of trades: facts, each once.
import type { Sql } from '../ports.js'
import { type Column, insertRows, priceColumn, quantityColumn } from './columns.js'
import type { TradeRow } from './rows.js'

const columns: readonly Column<TradeRow>[] = [
  { name: 'id', type: 'bigint', of: ({ id }) => id },
  { name: 'pair', type: 'text', of: ({ market }) => market.symbol },
  priceColumn('price', ({ priceTicks }) => priceTicks),
  quantityColumn('quantity', ({ quantityLots }) => quantityLots),
  {
    name: 'quote_quantity',
    type: 'numeric',
    of: ({ quoteUnits }) => quoteUnits,
    asset: ({ market }) => market.quote,
  },
  { name: 'taker_side', type: 'text', of: ({ takerSide }) => takerSide },
  { name: 'maker_order_id', type: 'bigint', of: ({ makerOrderId }) => makerOrderId },
  { name: 'taker_order_id', type: 'bigint', of: ({ takerOrderId }) => takerOrderId },
  { name: 'maker_account_number', type: 'bigint', of: ({ makerAccount }) => makerAccount },
  { name: 'taker_account_number', type: 'bigint', of: ({ takerAccount }) => takerAccount },
  {
    name: 'maker_fee',
    type: 'numeric',
    of: ({ makerFeeUnits }) => makerFeeUnits,
    asset: ({ makerFeeAsset }) => makerFeeAsset,
  },
  { name: 'maker_fee_currency', type: 'text', of: ({ makerFeeAsset }) => makerFeeAsset.code },
  {
    name: 'taker_fee',
    type: 'numeric',
    of: ({ takerFeeUnits }) => takerFeeUnits,
    asset: ({ takerFeeAsset }) => takerFeeAsset,
  },
  { name: 'taker_fee_currency', type: 'text', of: ({ takerFeeAsset }) => takerFeeAsset.code },
  { name: 'executed_at', type: 'time', of: ({ executedUs }) => executedUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

export const writeTrades = (sql: Sql, trades: readonly TradeRow[]): Promise<void> =>
  insertRows(sql, 'trades', columns, trades)
