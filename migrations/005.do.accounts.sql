-- What every account has of every currency. The core names an account by a number and a uuid; the
-- uuid is the id of its user, yet there is no foreign key into `users`: the account store and the
-- projection are restored, rebuilt and moved apart from each other, and the core alone decides
-- which accounts there are. Numbers below 16 are the house's, which may be negative: the other leg
-- of deposits and withdrawals.
CREATE TABLE accounts (
  account_number bigint NOT NULL,
  currency text NOT NULL REFERENCES currencies (code),
  user_id uuid,
  house_name text,
  available DECIMAL(20,8) NOT NULL DEFAULT 0,
  locked DECIMAL(20,8) NOT NULL DEFAULT 0,
  total DECIMAL(20,8) NOT NULL GENERATED ALWAYS AS (available + locked) STORED,
  sequence bigint NOT NULL,
  PRIMARY KEY (account_number, currency),
  CONSTRAINT accounts_owner_check CHECK (
    CASE
      WHEN account_number < 16 THEN house_name IS NOT NULL AND user_id IS NULL
      ELSE house_name IS NULL AND user_id IS NOT NULL
    END
  ),
  CONSTRAINT accounts_available_check CHECK (available >= 0 OR account_number < 16),
  CONSTRAINT accounts_locked_check CHECK (locked >= 0)
) WITH (fillfactor = 80); -- balances change all the time, in place
CREATE INDEX accounts_user ON accounts (user_id);
