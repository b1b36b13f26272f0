-- The trail of logins, keys and admin acts. Each row carries the hash of the row before, so that a
-- row changed or missing behind the database's back shows. There is no foreign key: a trail
-- outlives what it names.
CREATE TABLE audit_logs (
  id bigint PRIMARY KEY, -- dense, from 1
  occurred_at timestamptz NOT NULL,
  actor uuid,   -- the user who acted; null where nobody was known
  action text NOT NULL,
  object text,
  address text, -- as it was seen, since the hash covers these very characters
  details jsonb NOT NULL DEFAULT '{}',
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_logs_id_check CHECK (id > 0),
  CONSTRAINT audit_logs_hash_check CHECK (
    octet_length(previous_hash) = 32 AND octet_length(hash) = 32
  )
);
CREATE INDEX audit_logs_actor ON audit_logs (actor, id);
CREATE INDEX audit_logs_action ON audit_logs (action, id);

CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON audit_logs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
