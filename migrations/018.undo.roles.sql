-- The groups stay: other databases of the server may use them.
DO $$
DECLARE
  granted text;
BEGIN
  FOR granted IN SELECT rolname FROM pg_roles
    WHERE rolname IN ('openbell_projector', 'openbell_identity', 'openbell_reader')
  LOOP
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', current_schema(), granted);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %I FROM %I', current_schema(), granted);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', current_schema(), granted);
  END LOOP;
END
$$;
DROP FUNCTION grant_roles();
GRANT EXECUTE ON FUNCTION ensure_partitions(timestamptz), make_partition(text, text, timestamptz)
  TO PUBLIC;
