-- Throughput, volume and time to fill, by pair and minute or day.
CREATE TABLE order_metrics (
  pair text NOT NULL REFERENCES trading_pairs (symbol),
  period text NOT NULL,
  starts_at timestamptz NOT NULL,
  order_count bigint NOT NULL DEFAULT 0,
  cancel_count bigint NOT NULL DEFAULT 0,
  trade_count bigint NOT NULL DEFAULT 0,
  filled_count bigint NOT NULL DEFAULT 0, -- orders that were filled to the end
  fill_time_us_total NUMERIC NOT NULL DEFAULT 0, -- theirs, from acceptance
  fill_time_us_max bigint NOT NULL DEFAULT 0,
  volume NUMERIC NOT NULL DEFAULT 0,
  quote_volume NUMERIC NOT NULL DEFAULT 0,
  sequence bigint NOT NULL,
  PRIMARY KEY (pair, period, starts_at),
  CONSTRAINT order_metrics_period_check CHECK (period IN ('minute', 'day'))
);
CREATE INDEX order_metrics_starts_at ON order_metrics (period, starts_at);
