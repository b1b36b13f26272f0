-- The tables that grow without end are parted by month (UTC), so that an old month can be archived and
-- dropped, a new one's indexes are small, and a read that names a time looks at few of them.
--
-- Postgres wants the partition's column in every unique key. What an id stands for never changes its
-- time, so (id, time) is unique where id is; that no id comes twice is the doing of the projection's
-- cursor and, in the trail, of its dense ids and chained hashes. `reconcile` looks for ids that do.
--
-- Reads and writes go through the parents: nobody is granted anything on a partition.

-- Rows of a month that nobody has prepared go to `_default`, and are moved when somebody does.
CREATE FUNCTION make_partition(parent text, time_column text, month timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' AS $$
DECLARE
  next_month timestamptz := month + interval '1 month';
  name text := parent || to_char(month, '_YYYY_MM');
  is_in_default boolean;
BEGIN
  IF to_regclass(name) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(4015225003); -- whoever else makes it may just have done so
  IF to_regclass(name) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name, parent);
  IF parent = 'orders' THEN
    EXECUTE format('ALTER TABLE %I SET (fillfactor = 70)', name); -- fills change them in place
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I_default WHERE %I >= $1 AND %2$I < $2)',
    parent, time_column) INTO is_in_default USING month, next_month;
  IF is_in_default THEN
    EXECUTE format('ALTER TABLE %I_default DISABLE TRIGGER USER', parent);
    EXECUTE format('WITH moved AS (DELETE FROM %I_default WHERE %I >= $1 AND %2$I < $2 RETURNING *)
      INSERT INTO %I SELECT * FROM moved', parent, time_column, name) USING month, next_month;
    EXECUTE format('ALTER TABLE %I_default ENABLE TRIGGER USER', parent);
  END IF;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    parent, name, month, next_month);
END
$$;

-- Makes the partitions of a time's month and the two after it, where they are not there yet.
-- Returns the rows that are still in the default partitions: there should be none.
CREATE FUNCTION ensure_partitions(at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' AS $$
DECLARE
  ahead integer;
  month timestamptz;
  strays bigint;
BEGIN
  FOR ahead IN 0..2 LOOP
    month := date_trunc('month', at) + ahead * interval '1 month';
    PERFORM make_partition('orders', 'created_at', month);
    PERFORM make_partition('trades', 'executed_at', month);
    PERFORM make_partition('transactions', 'created_at', month);
    PERFORM make_partition('ledger_entries', 'created_at', month);
    PERFORM make_partition('audit_logs', 'occurred_at', month);
  END LOOP;
  SELECT (SELECT count(*) FROM orders_default) + (SELECT count(*) FROM trades_default)
    + (SELECT count(*) FROM transactions_default) + (SELECT count(*) FROM ledger_entries_default)
    + (SELECT count(*) FROM audit_logs_default) INTO strays;
  RETURN strays;
END
$$;

-- They have their owner's rights: nothing of the caller's may stand before what they name.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION make_partition(text, text, timestamptz)
    SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION ensure_partitions(timestamptz) SET search_path = %I, pg_temp',
    current_schema());
END
$$;

ALTER TABLE orders RENAME TO whole_orders;
ALTER TABLE trades RENAME TO whole_trades;
ALTER TABLE transactions RENAME TO whole_transactions;
ALTER TABLE ledger_entries RENAME TO whole_ledger_entries;
ALTER TABLE audit_logs RENAME TO whole_audit_logs;

CREATE TABLE orders (LIKE whole_orders INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  PARTITION BY RANGE (created_at);
CREATE TABLE orders_default PARTITION OF orders DEFAULT;
CREATE TABLE trades (LIKE whole_trades INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  PARTITION BY RANGE (executed_at);
CREATE TABLE trades_default PARTITION OF trades DEFAULT;
CREATE TABLE transactions (LIKE whole_transactions INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  PARTITION BY RANGE (created_at);
CREATE TABLE transactions_default PARTITION OF transactions DEFAULT;
CREATE TABLE ledger_entries (
  LIKE whole_ledger_entries INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
  created_at timestamptz NOT NULL -- the transaction's
) PARTITION BY RANGE (created_at);
CREATE TABLE ledger_entries_default PARTITION OF ledger_entries DEFAULT;
CREATE TABLE audit_logs (LIKE whole_audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  PARTITION BY RANGE (occurred_at);
CREATE TABLE audit_logs_default PARTITION OF audit_logs DEFAULT;

DO $$
DECLARE
  month timestamptz;
BEGIN
  FOR month IN
    SELECT date_trunc('month', created_at, 'UTC') FROM whole_orders
    UNION SELECT date_trunc('month', executed_at, 'UTC') FROM whole_trades
    UNION SELECT date_trunc('month', created_at, 'UTC') FROM whole_transactions
    UNION SELECT date_trunc('month', occurred_at, 'UTC') FROM whole_audit_logs
  LOOP
    PERFORM ensure_partitions(month);
  END LOOP;
END
$$;

INSERT INTO orders SELECT * FROM whole_orders;
INSERT INTO trades SELECT * FROM whole_trades;
INSERT INTO transactions SELECT * FROM whole_transactions;
INSERT INTO ledger_entries
SELECT entries.*, created_at FROM whole_ledger_entries AS entries
  JOIN whole_transactions USING (sequence, ordinal);
INSERT INTO audit_logs SELECT * FROM whole_audit_logs;

DROP TABLE whole_orders, whole_trades, whole_transactions, whole_ledger_entries, whole_audit_logs;

-- What is not here any more: foreign keys to trading_pairs, which cost as much as the rows themselves
-- (the one core made both); and the index of ledger entries by account, which cost more than they do.
-- An account's entries are found by the frames of its trades and its transactions.
ALTER TABLE orders ADD PRIMARY KEY (id, created_at);
CREATE INDEX orders_client_order_id ON orders (account_number, client_order_id)
  WHERE client_order_id IS NOT NULL;
CREATE INDEX orders_open ON orders (account_number, pair, id)
  WHERE status IN ('new', 'partially_filled', 'pending');
CREATE INDEX orders_history ON orders (account_number, pair, id);
CREATE INDEX orders_list ON orders (list_id, id) WHERE list_id IS NOT NULL;

ALTER TABLE trades ADD PRIMARY KEY (id, executed_at);
CREATE INDEX trades_pair ON trades (pair, id);
CREATE INDEX trades_executed_at ON trades (pair, executed_at);
CREATE INDEX trades_maker_account ON trades (maker_account_number, pair, id);
CREATE INDEX trades_taker_account ON trades (taker_account_number, pair, id);
CREATE INDEX trades_maker_order ON trades (maker_order_id);
CREATE INDEX trades_taker_order ON trades (taker_order_id);

ALTER TABLE transactions ADD PRIMARY KEY (sequence, ordinal, created_at);
CREATE INDEX transactions_idempotency_key ON transactions (account_number, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
-- Fees are found by their trades.
CREATE INDEX transactions_account ON transactions (account_number, kind, sequence)
  WHERE account_number IS NOT NULL AND kind <> 'fee';

ALTER TABLE ledger_entries ADD PRIMARY KEY (sequence, ordinal, leg, created_at);
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_must_balance AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_must_balance();

ALTER TABLE audit_logs ADD PRIMARY KEY (id, occurred_at);
CREATE INDEX audit_logs_actor ON audit_logs (actor, id);
CREATE INDEX audit_logs_action ON audit_logs (action, id);
CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON audit_logs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every fill changes four balances in place.
ALTER TABLE accounts SET (fillfactor = 50);
