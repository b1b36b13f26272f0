-- What each part of the exchange may do: groups without a login, which an operator grants to logins of
-- their own (docs/operating/database.md). They belong to the server, not to this database, so they may
-- be there already; and where this login may make none, nothing is lost but them: the owner still may
-- do everything. No group may change or remove what is append-only.
--
--   openbell_projector  writes what is projected; sees no user, session or key
--   openbell_identity   users, sessions, keys and the audit trail; reads what is projected
--   openbell_reader     reads all but secrets
--
-- Whoever owns the tables migrates, rebuilds and drops old months. Rights on a partition are nobody's:
-- all goes through the parents. Grants are made by a function, so that they can be made again when the
-- groups have come later.
CREATE FUNCTION grant_roles() RETURNS boolean
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['openbell_projector', 'openbell_identity', 'openbell_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION
        WHEN insufficient_privilege THEN
          RAISE WARNING 'Openbell: this login may not make the role %: parts of the exchange have the rights of the tables'' owner. Let an administrator run CREATE ROLE % NOLOGIN, and then SELECT grant_roles()', wanted, wanted;
          RETURN false;
        WHEN duplicate_object OR unique_violation THEN
          NULL; -- another database of this server was migrated at the same time
      END;
    END IF;
  END LOOP;

  EXECUTE format('GRANT USAGE ON SCHEMA %I TO openbell_projector, openbell_identity, openbell_reader',
    current_schema());

  GRANT SELECT, INSERT, UPDATE ON currencies, trading_pairs, fee_tiers, user_fee_tiers, accounts,
    orders, order_lists, trade_groups, withdrawals, order_metrics, projection_cursor
    TO openbell_projector;
  GRANT SELECT, INSERT ON trades, transactions, ledger_entries, market_states, prevented_matches,
    order_amendments, orderbook_snapshots TO openbell_projector;

  GRANT SELECT, INSERT, UPDATE ON users, sessions, api_keys TO openbell_identity;
  GRANT SELECT, INSERT ON audit_logs TO openbell_identity;

  GRANT SELECT ON currencies, trading_pairs, fee_tiers, user_fee_tiers, accounts, orders, order_lists,
    trade_groups, withdrawals, order_metrics, projection_cursor, trades, transactions,
    ledger_entries, market_states, prevented_matches, order_amendments, orderbook_snapshots,
    schema_migrations TO openbell_identity, openbell_reader;
  GRANT SELECT ON audit_logs TO openbell_reader;
  GRANT SELECT (id, username, role, status, account_number, created_at, updated_at) ON users
    TO openbell_reader;

  GRANT SELECT ON schema_migrations TO openbell_projector;
  REVOKE EXECUTE ON FUNCTION ensure_partitions(timestamptz), make_partition(text, text, timestamptz)
    FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION ensure_partitions(timestamptz) TO openbell_projector, openbell_identity;
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION grant_roles() FROM PUBLIC;
SELECT grant_roles();
