DELETE FROM accounts WHERE account_number = 3;
ALTER TABLE transactions DROP CONSTRAINT transactions_reason_check, DROP COLUMN reason;
DROP TABLE withdrawals;
