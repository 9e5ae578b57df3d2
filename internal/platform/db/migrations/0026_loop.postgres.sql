-- +goose Up
CREATE TABLE ticket_search (rowid BIGINT PRIMARY KEY, grams tsvector NOT NULL);
CREATE INDEX ticket_search_grams ON ticket_search USING gin (grams);
-- A way in without an account: to check in at a venue of a meeting (kind venue; venue '' = the main one), or for a firm to say what it
-- makes of the answer to its topic (kind topic). Known by the hash of its token.
CREATE TABLE meeting_link (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, meeting_id TEXT NOT NULL, item_id TEXT NOT NULL, venue TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  chain_id TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, made_by TEXT NOT NULL, made_name TEXT NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX meeting_link_meeting ON meeting_link (meeting_id);
-- Who came in a guest's place (代会), '' = the guest.
ALTER TABLE meeting_guest ADD COLUMN stand_in TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
