DROP TABLE ledger_entries;
DROP FUNCTION ledger_entries_must_balance();
DROP TABLE transactions;
