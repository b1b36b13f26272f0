-- How far each projection has come; it moves in the same transaction as the rows: exactly once.
CREATE TABLE projection_cursor (
  name text PRIMARY KEY,
  last_sequence bigint NOT NULL,
  last_chain bytea NOT NULL, -- the journal's chain at that frame: proof that it is the same one
  CONSTRAINT projection_cursor_last_sequence_check CHECK (last_sequence >= 0)
);
