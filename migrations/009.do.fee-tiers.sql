-- Fee tiers by 30-day volume in USD-equivalent, and who is in which.
CREATE TABLE fee_tiers (
  tier bigint PRIMARY KEY, -- the core's number
  name text NOT NULL,
  maker_rate DECIMAL(20,8) NOT NULL, -- a fraction: 0.001 is 0.10 %
  taker_rate DECIMAL(20,8) NOT NULL,
  volume_min NUMERIC NOT NULL,
  volume_max NUMERIC, -- exclusive: the next tier's volume_min; null: no end
  sequence bigint NOT NULL,
  CONSTRAINT fee_tiers_rates_check CHECK (
    maker_rate >= 0 AND maker_rate < 1 AND taker_rate >= 0 AND taker_rate < 1
  ),
  CONSTRAINT fee_tiers_volume_check CHECK (volume_min >= 0 AND volume_max > volume_min),
  -- Deferred, since a new tier takes its bounds from its neighbours in the same transaction.
  CONSTRAINT fee_tiers_bounds_cannot_overlap
    EXCLUDE USING gist (numrange(volume_min, volume_max) WITH &&)
    DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE user_fee_tiers (
  account_number bigint PRIMARY KEY, -- of the user; as in accounts, without a foreign key
  tier bigint NOT NULL REFERENCES fee_tiers (tier),
  since timestamptz NOT NULL,
  sequence bigint NOT NULL
);
CREATE INDEX user_fee_tiers_tier ON user_fee_tiers (tier);
