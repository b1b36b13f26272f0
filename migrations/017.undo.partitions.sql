ALTER TABLE accounts SET (fillfactor = 80);
ALTER TABLE orders RENAME TO parted_orders;
ALTER TABLE trades RENAME TO parted_trades;
ALTER TABLE transactions RENAME TO parted_transactions;
ALTER TABLE ledger_entries RENAME TO parted_ledger_entries;
ALTER TABLE audit_logs RENAME TO parted_audit_logs;

CREATE TABLE orders (LIKE parted_orders INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  WITH (fillfactor = 85);
CREATE TABLE trades (LIKE parted_trades INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
CREATE TABLE transactions (LIKE parted_transactions INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
CREATE TABLE ledger_entries (LIKE parted_ledger_entries INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
CREATE TABLE audit_logs (LIKE parted_audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

INSERT INTO orders SELECT * FROM parted_orders;
INSERT INTO trades SELECT * FROM parted_trades;
INSERT INTO transactions SELECT * FROM parted_transactions;
INSERT INTO ledger_entries SELECT * FROM parted_ledger_entries;
INSERT INTO audit_logs SELECT * FROM parted_audit_logs;

DROP TABLE parted_orders, parted_trades, parted_transactions, parted_ledger_entries,
  parted_audit_logs;
DROP FUNCTION ensure_partitions(timestamptz);
DROP FUNCTION make_partition(text, text, timestamptz);

ALTER TABLE orders ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (pair) REFERENCES trading_pairs (symbol);
CREATE INDEX orders_client_order_id ON orders (account_number, client_order_id)
  WHERE client_order_id IS NOT NULL;
CREATE INDEX orders_open ON orders (account_number, pair, id)
  WHERE status IN ('new', 'partially_filled', 'pending');
CREATE INDEX orders_history ON orders (account_number, pair, id);
CREATE INDEX orders_list ON orders (list_id, id) WHERE list_id IS NOT NULL;

ALTER TABLE trades ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (pair) REFERENCES trading_pairs (symbol);
CREATE INDEX trades_pair ON trades (pair, id);
CREATE INDEX trades_executed_at ON trades (pair, executed_at);
CREATE INDEX trades_maker_account ON trades (maker_account_number, pair, id);
CREATE INDEX trades_taker_account ON trades (taker_account_number, pair, id);
CREATE INDEX trades_maker_order ON trades (maker_order_id);
CREATE INDEX trades_taker_order ON trades (taker_order_id);

ALTER TABLE transactions ADD PRIMARY KEY (sequence, ordinal);
CREATE INDEX transactions_idempotency_key ON transactions (account_number, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX transactions_account ON transactions (account_number, kind, sequence)
  WHERE account_number IS NOT NULL;

ALTER TABLE ledger_entries DROP COLUMN created_at, ADD PRIMARY KEY (sequence, ordinal, leg);
CREATE INDEX ledger_entries_account ON ledger_entries (account_number, currency, sequence);
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_must_balance AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_must_balance();

ALTER TABLE audit_logs ADD PRIMARY KEY (id);
CREATE INDEX audit_logs_actor ON audit_logs (actor, id);
CREATE INDEX audit_logs_action ON audit_logs (action, id);
CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON audit_logs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
