-- Refused while there are orders that only the newer version can describe.
DROP INDEX orders_list;
DROP INDEX orders_open;
CREATE INDEX orders_open ON orders (account_number, pair, id)
  WHERE status IN ('new', 'partially_filled');
ALTER TABLE orders
  DROP CONSTRAINT orders_type_check,
  DROP CONSTRAINT orders_time_in_force_check,
  DROP CONSTRAINT orders_status_check,
  DROP CONSTRAINT orders_close_reason_check,
  DROP CONSTRAINT orders_self_trade_prevention_check,
  DROP CONSTRAINT orders_quantity_check,
  DROP CONSTRAINT orders_prevented_quantity_check,
  DROP CONSTRAINT orders_trailing_bips_check,
  DROP CONSTRAINT orders_iceberg_quantity_check,
  DROP CONSTRAINT orders_quote_order_quantity_check,
  ADD CONSTRAINT orders_type_check CHECK (type IN ('limit', 'limit_maker', 'market')),
  ADD CONSTRAINT orders_time_in_force_check CHECK (
    time_in_force IN ('good_till_cancelled', 'immediate_or_cancel')
  ),
  ADD CONSTRAINT orders_status_check CHECK (
    status IN ('new', 'partially_filled', 'filled', 'cancelled', 'expired')
  ),
  ADD CONSTRAINT orders_close_reason_check CHECK (
    close_reason IN ('cancelled_by_owner', 'immediate_remainder', 'market_remainder')
  ),
  ADD CONSTRAINT orders_quantity_check CHECK (quantity > 0),
  DROP COLUMN self_trade_prevention,
  DROP COLUMN trailing_bips,
  DROP COLUMN trailing_since,
  DROP COLUMN iceberg_quantity,
  DROP COLUMN quote_order_quantity,
  DROP COLUMN prevented_quantity,
  DROP COLUMN working_at;
