-- The index of state snapshots for recovery. A row without a pair is a shard's snapshot and says
-- where its bytes are; a row with one describes that market's book inside it. There is no foreign
-- key: the pairs are projected, and may be emptied and made again while snapshots stay.
CREATE TABLE orderbook_snapshots (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard integer NOT NULL,
  pair text,
  sequence bigint NOT NULL,
  state_hash bytea NOT NULL,
  size_bytes bigint NOT NULL,
  format text NOT NULL,
  location text NOT NULL,
  order_count bigint NOT NULL,
  account_count bigint NOT NULL,
  best_bid DECIMAL(20,8),
  best_ask DECIMAL(20,8),
  created_at timestamptz NOT NULL,
  CONSTRAINT orderbook_snapshots_size_check CHECK (size_bytes >= 0),
  CONSTRAINT orderbook_snapshots_counts_check CHECK (order_count >= 0 AND account_count >= 0),
  CONSTRAINT orderbook_snapshots_uncrossed_check CHECK (best_bid < best_ask)
);
CREATE UNIQUE INDEX orderbook_snapshots_key
  ON orderbook_snapshots (shard, sequence, coalesce(pair, ''));
