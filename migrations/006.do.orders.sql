-- Every order that the core accepted. No index serves matching: the book lives in the core.
CREATE TABLE orders (
  id bigint PRIMARY KEY, -- the core's
  account_number bigint NOT NULL, -- of the user; as in accounts, without a foreign key
  pair text NOT NULL REFERENCES trading_pairs (symbol),
  client_order_id text, -- null: the client chose none
  list_id bigint,
  side text NOT NULL,
  type text NOT NULL,
  time_in_force text NOT NULL,
  price DECIMAL(20,8), -- null: no limit
  stop_price DECIMAL(20,8),
  quantity DECIMAL(20,8) NOT NULL,
  filled DECIMAL(20,8) NOT NULL DEFAULT 0,
  quote_filled DECIMAL(20,8) NOT NULL DEFAULT 0,
  status text NOT NULL,
  close_reason text,  -- why it ended without being filled
  reject_reason text, -- the rule that it broke after it had been accepted
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  expires_at timestamptz,
  sequence bigint NOT NULL,
  CONSTRAINT orders_side_check CHECK (side IN ('buy', 'sell')),
  CONSTRAINT orders_type_check CHECK (type IN ('limit', 'limit_maker', 'market')),
  CONSTRAINT orders_time_in_force_check CHECK (
    time_in_force IN ('good_till_cancelled', 'immediate_or_cancel')
  ),
  CONSTRAINT orders_status_check CHECK (
    status IN ('new', 'partially_filled', 'filled', 'cancelled', 'expired')
  ),
  CONSTRAINT orders_close_reason_check CHECK (
    close_reason IN ('cancelled_by_owner', 'immediate_remainder', 'market_remainder')
  ),
  CONSTRAINT orders_price_check CHECK (price > 0),
  CONSTRAINT orders_stop_price_check CHECK (stop_price > 0),
  CONSTRAINT orders_quantity_check CHECK (quantity > 0),
  CONSTRAINT orders_filled_check CHECK (filled BETWEEN 0 AND quantity AND quote_filled >= 0)
) WITH (fillfactor = 85); -- fills change them in place
-- Uniqueness of client order ids is the core's, over a bounded window.
CREATE INDEX orders_client_order_id ON orders (account_number, client_order_id)
  WHERE client_order_id IS NOT NULL;
CREATE INDEX orders_open ON orders (account_number, pair, id)
  WHERE status IN ('new', 'partially_filled');
CREATE INDEX orders_history ON orders (account_number, pair, id);
