-- Currencies and trading pairs: projections of the core's listings (first of all the genesis file),
-- never filled by a migration. From here on every projected row carries the `sequence` of the
-- journal frame that last changed it. Where the protocol has an enumeration, the columns hold its
-- words in snake_case, and a test compares the two.
CREATE TABLE currencies (
  code text PRIMARY KEY,
  asset_number bigint NOT NULL, -- the core's
  name text NOT NULL,
  kind text NOT NULL,
  decimals smallint NOT NULL, -- one unit of the core is 10^-decimals
  display_decimals smallint NOT NULL,
  withdrawal_min DECIMAL(20,8) NOT NULL,
  withdrawal_max DECIMAL(20,8) NOT NULL,
  withdrawal_fee DECIMAL(20,8) NOT NULL,
  deposits_enabled boolean NOT NULL,
  withdrawals_enabled boolean NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT currencies_asset_number_key UNIQUE (asset_number),
  CONSTRAINT currencies_kind_check CHECK (kind IN ('crypto', 'fiat', 'stable')),
  -- Finer assets can be replayed, but not projected: the money columns hold eight decimals.
  CONSTRAINT currencies_decimals_check CHECK (decimals BETWEEN 0 AND 8),
  CONSTRAINT currencies_display_decimals_check CHECK (display_decimals BETWEEN 0 AND decimals),
  CONSTRAINT currencies_withdrawal_check CHECK (
    withdrawal_min >= 0 AND withdrawal_max >= 0 AND withdrawal_fee >= 0
  )
);

CREATE TABLE trading_pairs (
  symbol text PRIMARY KEY,
  market_number bigint NOT NULL, -- the core's
  base_currency text NOT NULL REFERENCES currencies (code),
  quote_currency text NOT NULL REFERENCES currencies (code),
  tick_size DECIMAL(20,8) NOT NULL,
  lot_size DECIMAL(20,8) NOT NULL,
  quantity_min DECIMAL(20,8) NOT NULL,
  quantity_max DECIMAL(20,8) NOT NULL,
  notional_min DECIMAL(20,8) NOT NULL,
  price_band DECIMAL(20,8), -- a fraction of the reference price; null: none
  status text NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT trading_pairs_market_number_key UNIQUE (market_number),
  CONSTRAINT trading_pairs_currencies_check CHECK (base_currency <> quote_currency),
  CONSTRAINT trading_pairs_steps_check CHECK (tick_size > 0 AND lot_size > 0),
  CONSTRAINT trading_pairs_quantity_check CHECK (
    quantity_min > 0 AND quantity_max >= quantity_min
  ),
  CONSTRAINT trading_pairs_notional_min_check CHECK (notional_min >= 0),
  CONSTRAINT trading_pairs_price_band_check CHECK (price_band > 0),
  CONSTRAINT trading_pairs_status_check CHECK (
    status IN ('pre_open', 'auction', 'trading', 'cancel_only', 'halted')
  )
);
