-- Executions. No foreign keys to orders: these tables grow without end and will be partitioned by
-- month, and the core never trades an order that it has not accepted.
CREATE TABLE trades (
  id bigint PRIMARY KEY, -- the core's
  pair text NOT NULL REFERENCES trading_pairs (symbol),
  price DECIMAL(20,8) NOT NULL,
  quantity DECIMAL(20,8) NOT NULL,
  quote_quantity DECIMAL(20,8) NOT NULL,
  taker_side text NOT NULL,
  maker_order_id bigint NOT NULL,
  taker_order_id bigint NOT NULL,
  maker_account_number bigint NOT NULL,
  taker_account_number bigint NOT NULL,
  maker_fee DECIMAL(20,8) NOT NULL,
  maker_fee_currency text NOT NULL,
  taker_fee DECIMAL(20,8) NOT NULL,
  taker_fee_currency text NOT NULL,
  executed_at timestamptz NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT trades_taker_side_check CHECK (taker_side IN ('buy', 'sell')),
  CONSTRAINT trades_price_check CHECK (price > 0),
  CONSTRAINT trades_quantity_check CHECK (quantity > 0),
  CONSTRAINT trades_quote_quantity_check CHECK (quote_quantity = price * quantity),
  CONSTRAINT trades_fees_check CHECK (maker_fee >= 0 AND taker_fee >= 0)
);
CREATE INDEX trades_pair ON trades (pair, id);
CREATE INDEX trades_executed_at ON trades (pair, executed_at);
CREATE INDEX trades_maker_account ON trades (maker_account_number, pair, id);
CREATE INDEX trades_taker_account ON trades (taker_account_number, pair, id);
CREATE INDEX trades_maker_order ON trades (maker_order_id);
CREATE INDEX trades_taker_order ON trades (taker_order_id);
