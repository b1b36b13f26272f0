-- Orders with terms of their own: stops, trailing stops, icebergs, orders by quote quantity, dates,
-- lists, and what self-trade prevention took away.
ALTER TABLE orders
  ADD COLUMN self_trade_prevention text NOT NULL DEFAULT 'none',
  ADD COLUMN trailing_bips bigint,               -- null: the stop price stands still
  ADD COLUMN trailing_since timestamptz,         -- when the stop price first followed the market
  ADD COLUMN iceberg_quantity DECIMAL(20,8),     -- the visible part; null: all of it
  ADD COLUMN quote_order_quantity DECIMAL(20,8), -- of a market order that names what it spends
  ADD COLUMN prevented_quantity DECIMAL(20,8) NOT NULL DEFAULT 0,
  ADD COLUMN working_at timestamptz,             -- null: it waits, or waited until its end
  DROP CONSTRAINT orders_type_check,
  DROP CONSTRAINT orders_time_in_force_check,
  DROP CONSTRAINT orders_status_check,
  DROP CONSTRAINT orders_close_reason_check,
  DROP CONSTRAINT orders_quantity_check,
  ADD CONSTRAINT orders_type_check CHECK (type IN (
    'limit', 'limit_maker', 'market', 'stop_loss', 'stop_loss_limit', 'take_profit',
    'take_profit_limit'
  )),
  ADD CONSTRAINT orders_time_in_force_check CHECK (time_in_force IN (
    'good_till_cancelled', 'immediate_or_cancel', 'fill_or_kill', 'good_till_date', 'day'
  )),
  ADD CONSTRAINT orders_status_check CHECK (status IN (
    'new', 'partially_filled', 'filled', 'cancelled', 'expired', 'expired_in_match', 'pending'
  )),
  ADD CONSTRAINT orders_close_reason_check CHECK (close_reason IN (
    'cancelled_by_owner', 'immediate_remainder', 'market_remainder', 'fill_or_kill', 'time_over',
    'other_leg', 'self_trade_prevented', 'price_band', 'slippage', 'velocity',
    'activation_refused', 'connection_ended', 'dead_man', 'replaced', 'kill_switch',
    'market_delisted'
  )),
  ADD CONSTRAINT orders_self_trade_prevention_check CHECK (self_trade_prevention IN (
    'expire_maker', 'expire_taker', 'expire_both', 'decrement', 'none'
  )),
  -- Prevented trades make an order smaller, and may leave nothing of it.
  ADD CONSTRAINT orders_quantity_check CHECK (
    quantity > 0 OR (quantity = 0 AND prevented_quantity > 0)
  ),
  ADD CONSTRAINT orders_prevented_quantity_check CHECK (prevented_quantity >= 0),
  ADD CONSTRAINT orders_trailing_bips_check CHECK (trailing_bips BETWEEN 1 AND 9999),
  ADD CONSTRAINT orders_iceberg_quantity_check CHECK (iceberg_quantity > 0),
  ADD CONSTRAINT orders_quote_order_quantity_check CHECK (quote_order_quantity > 0);
-- An order that was accepted before waited for nothing.
UPDATE orders SET working_at = created_at;
ALTER TABLE orders ALTER COLUMN self_trade_prevention DROP DEFAULT;

DROP INDEX orders_open;
CREATE INDEX orders_open ON orders (account_number, pair, id)
  WHERE status IN ('new', 'partially_filled', 'pending');
CREATE INDEX orders_list ON orders (list_id, id) WHERE list_id IS NOT NULL;
