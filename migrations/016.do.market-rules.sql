-- All rules of a market, its reference price, and every state that it came to.
ALTER TABLE trading_pairs
  ADD COLUMN price_min DECIMAL(20,8),           -- null: a tick
  ADD COLUMN price_max DECIMAL(20,8),           -- null: listed before this was kept
  ADD COLUMN market_quantity_max DECIMAL(20,8), -- without a limit price; null: quantity_max
  ADD COLUMN position_max DECIMAL(20,8),        -- base owned and on order; null: none
  ADD COLUMN velocity DECIMAL(20,8),            -- a fraction of the window's first price; null: none
  ADD COLUMN velocity_window_us bigint,
  ADD COLUMN reopen_us bigint,                  -- of the auction that it calls; null: until told
  ADD COLUMN percent_up DECIMAL(20,8),          -- of limit prices; fractions of the reference price
  ADD COLUMN percent_down DECIMAL(20,8),
  ADD COLUMN slippage DECIMAL(20,8),            -- a fraction of the touch; null: none
  ADD COLUMN orders_per_account_max bigint,     -- null: none
  ADD COLUMN stops_per_account_max bigint,      -- null: none
  ADD COLUMN iceberg_parts_max bigint,          -- null: no icebergs
  ADD COLUMN trailing_min_bips bigint,
  ADD COLUMN trailing_max_bips bigint,          -- null: no trailing orders
  ADD COLUMN reference_price DECIMAL(20,8),     -- null: the last trade's
  DROP CONSTRAINT trading_pairs_status_check,
  ADD CONSTRAINT trading_pairs_status_check CHECK (
    status IN ('pre_open', 'auction', 'trading', 'cancel_only', 'halted', 'delisted')
  );

-- A change is named by its frame and its ordinal among that frame's, from 0.
CREATE TABLE market_states (
  sequence bigint NOT NULL,
  ordinal integer NOT NULL,
  pair text NOT NULL REFERENCES trading_pairs (symbol),
  status text NOT NULL,
  reason text NOT NULL,
  ends_at timestamptz, -- of an auction that ends by itself
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (sequence, ordinal),
  CONSTRAINT market_states_status_check CHECK (
    status IN ('pre_open', 'auction', 'trading', 'cancel_only', 'halted', 'delisted')
  ),
  CONSTRAINT market_states_reason_check CHECK (
    reason IN ('command', 'velocity', 'auction_end', 'kill_switch')
  )
);
CREATE INDEX market_states_pair ON market_states (pair, sequence, ordinal);
