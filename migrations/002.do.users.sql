-- Users, their sessions and their API keys: the account store, which is its own source of truth.
-- A user's id is also the uuid under which the core opens the account. The row stands as `pending`
-- until the core's event has given the account number, so that registering can be resumed.
CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  username text NOT NULL,
  password_hash text NOT NULL,
  role text NOT NULL DEFAULT 'user',
  status text NOT NULL DEFAULT 'pending',
  account_number bigint,
  two_factor_secret bytea, -- encrypted; null while two-factor login is off
  failed_login_count integer NOT NULL DEFAULT 0,
  locked_until timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT users_account_number_key UNIQUE (account_number),
  CONSTRAINT users_role_check CHECK (role IN ('user', 'admin')),
  CONSTRAINT users_status_check CHECK (status IN ('pending', 'active', 'frozen')),
  CONSTRAINT users_account_check CHECK (status = 'pending' OR account_number IS NOT NULL),
  CONSTRAINT users_failed_login_count_check CHECK (failed_login_count >= 0),
  -- One login field takes either, so no username may look like an address.
  CONSTRAINT users_email_check CHECK (position('@' IN email) > 1),
  CONSTRAINT users_username_check CHECK (username <> '' AND position('@' IN username) = 0)
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE UNIQUE INDEX users_username_key ON users (lower(username));
CREATE INDEX users_pending ON users (id) WHERE status = 'pending';

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id),
  family uuid NOT NULL,     -- the login that this session descends from
  refresh_token_hash bytea, -- null: it cannot be refreshed and simply expires
  address text,             -- as it was seen
  user_agent text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT sessions_refresh_token_hash_key UNIQUE (refresh_token_hash),
  CONSTRAINT sessions_expires_at_check CHECK (expires_at > created_at)
);
CREATE INDEX sessions_user ON sessions (user_id, created_at);
CREATE INDEX sessions_family ON sessions (family);

-- A revoked key keeps its row, without its secret: orders and audit rows still name it.
CREATE TABLE api_keys (
  id text PRIMARY KEY, -- the public id that clients send
  user_id uuid NOT NULL REFERENCES users (id),
  name text NOT NULL,
  kind text NOT NULL,
  secret_encrypted bytea,
  public_key bytea,
  permissions text[] NOT NULL,
  allowed_addresses cidr[] NOT NULL DEFAULT '{}', -- empty: from anywhere
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  CONSTRAINT api_keys_kind_check CHECK (kind IN ('hmac', 'ed25519')),
  CONSTRAINT api_keys_permissions_check CHECK (
    cardinality(permissions) > 0 AND permissions <@ ARRAY['read', 'trade']
  ),
  CONSTRAINT api_keys_secret_check CHECK (
    CASE
      WHEN kind = 'ed25519' THEN public_key IS NOT NULL AND secret_encrypted IS NULL
      ELSE public_key IS NULL AND (secret_encrypted IS NULL) = (revoked_at IS NOT NULL)
    END
  )
);
CREATE INDEX api_keys_user ON api_keys (user_id, created_at);
CREATE INDEX api_keys_active ON api_keys (id) WHERE revoked_at IS NULL;
