-- Withdrawals: reserved, then settled or released; only what is settled moves money. And the other
-- leg of adjustments: a house account of its own, with the reason of each kept.
CREATE TABLE withdrawals (
  id bigint PRIMARY KEY, -- the core's
  account_number bigint NOT NULL,
  currency text NOT NULL REFERENCES currencies (code),
  amount DECIMAL(20,8) NOT NULL, -- what leaves the account
  fee DECIMAL(20,8) NOT NULL,    -- a part of it
  status text NOT NULL,
  idempotency_key text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT withdrawals_status_check CHECK (status IN ('reserved', 'settled', 'released')),
  CONSTRAINT withdrawals_amount_check CHECK (amount > fee AND fee >= 0)
);
CREATE INDEX withdrawals_account ON withdrawals (account_number, id);
CREATE INDEX withdrawals_reserved ON withdrawals (id) WHERE status = 'reserved';

ALTER TABLE transactions
  ADD COLUMN reason text, -- of an adjustment
  ADD CONSTRAINT transactions_reason_check CHECK ((kind = 'adjustment') = (reason IS NOT NULL));

INSERT INTO accounts (account_number, currency, house_name, sequence)
SELECT 3, code, 'adjustments', sequence FROM currencies;
