-- Refused while a market is delisted.
DROP TABLE market_states;
ALTER TABLE trading_pairs
  DROP CONSTRAINT trading_pairs_status_check,
  ADD CONSTRAINT trading_pairs_status_check CHECK (
    status IN ('pre_open', 'auction', 'trading', 'cancel_only', 'halted')
  ),
  DROP COLUMN price_min,
  DROP COLUMN price_max,
  DROP COLUMN market_quantity_max,
  DROP COLUMN position_max,
  DROP COLUMN velocity,
  DROP COLUMN velocity_window_us,
  DROP COLUMN reopen_us,
  DROP COLUMN percent_up,
  DROP COLUMN percent_down,
  DROP COLUMN slippage,
  DROP COLUMN orders_per_account_max,
  DROP COLUMN stops_per_account_max,
  DROP COLUMN iceberg_parts_max,
  DROP COLUMN trailing_min_bips,
  DROP COLUMN trailing_max_bips,
  DROP COLUMN reference_price;
