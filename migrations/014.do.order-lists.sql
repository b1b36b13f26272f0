-- What concerns more than one order, or one order more than once: lists, prevented trades, and
-- amendments. As in trades, there are no foreign keys to orders.
CREATE TABLE order_lists (
  id bigint PRIMARY KEY, -- the core's; its orders have it as list_id, in the order of their ids
  account_number bigint NOT NULL,
  pair text NOT NULL REFERENCES trading_pairs (symbol),
  client_id text, -- null: the client chose none
  contingency text NOT NULL,
  is_open boolean NOT NULL, -- some order of it still drives another
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT order_lists_contingency_check CHECK (contingency IN ('oco', 'oto', 'otoco'))
);
CREATE INDEX order_lists_account ON order_lists (account_number, id);
CREATE INDEX order_lists_client_id ON order_lists (account_number, client_id)
  WHERE client_id IS NOT NULL;

-- Which accounts must not trade with each other; without a row: with nobody but themselves.
CREATE TABLE trade_groups (
  account_number bigint PRIMARY KEY,
  trade_group bigint NOT NULL, -- 0: none any more
  since timestamptz NOT NULL,
  sequence bigint NOT NULL
);

CREATE TABLE prevented_matches (
  id bigint PRIMARY KEY, -- the core's
  pair text NOT NULL REFERENCES trading_pairs (symbol),
  mode text NOT NULL,
  price DECIMAL(20,8) NOT NULL, -- the maker's
  taker_side text NOT NULL,
  maker_order_id bigint NOT NULL,
  taker_order_id bigint NOT NULL,
  maker_account_number bigint NOT NULL,
  taker_account_number bigint NOT NULL,
  trade_group bigint NOT NULL, -- of both at that time; 0: one account met itself
  maker_prevented DECIMAL(20,8) NOT NULL, -- what was taken away
  taker_prevented DECIMAL(20,8) NOT NULL,
  prevented_at timestamptz NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT prevented_matches_mode_check CHECK (
    mode IN ('expire_maker', 'expire_taker', 'expire_both', 'decrement')
  ),
  CONSTRAINT prevented_matches_taker_side_check CHECK (taker_side IN ('buy', 'sell')),
  CONSTRAINT prevented_matches_price_check CHECK (price > 0),
  CONSTRAINT prevented_matches_prevented_check CHECK (
    maker_prevented >= 0 AND taker_prevented >= 0 AND maker_prevented + taker_prevented > 0
  )
);
CREATE INDEX prevented_matches_maker_account
  ON prevented_matches (maker_account_number, pair, id);
CREATE INDEX prevented_matches_taker_account
  ON prevented_matches (taker_account_number, pair, id);
CREATE INDEX prevented_matches_maker_order ON prevented_matches (maker_order_id);
CREATE INDEX prevented_matches_taker_order ON prevented_matches (taker_order_id);

CREATE TABLE order_amendments (
  account_number bigint NOT NULL,
  account_event bigint NOT NULL, -- dense over all events of the account
  order_id bigint NOT NULL,
  pair text NOT NULL REFERENCES trading_pairs (symbol),
  quantity_before DECIMAL(20,8) NOT NULL,
  quantity DECIMAL(20,8) NOT NULL,
  amended_at timestamptz NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (account_number, account_event),
  CONSTRAINT order_amendments_quantity_check CHECK (quantity > 0 AND quantity < quantity_before)
);
CREATE INDEX order_amendments_order ON order_amendments (order_id, account_event);
