-- +goose Up
CREATE TABLE region (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, parent TEXT NOT NULL, kind TEXT NOT NULL, sort BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE unit (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, short TEXT NOT NULL, alias TEXT NOT NULL, parent_id TEXT NOT NULL, region TEXT NOT NULL,
  kind TEXT NOT NULL, sort BIGINT NOT NULL, pinyin TEXT NOT NULL, active BOOLEAN NOT NULL, successor_id TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX unit_name ON unit (parent_id, name) WHERE active;
CREATE TABLE account (
  id TEXT PRIMARY KEY, login TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, unit_id TEXT NOT NULL, region TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL,
  active BOOLEAN NOT NULL, must_change BOOLEAN NOT NULL, totp_on BOOLEAN NOT NULL, pinyin TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_unit ON account (unit_id);
CREATE TABLE grant_role (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL, role TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX grant_role_one ON grant_role (account_id, role, region, unit_id);
CREATE TABLE post (
  id TEXT PRIMARY KEY, chain_id TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, holder TEXT NOT NULL, account_id TEXT NOT NULL, unit_id TEXT NOT NULL,
  title TEXT NOT NULL, basis TEXT NOT NULL, start_on TEXT NOT NULL, end_on TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX post_chain ON post (chain_id, kind, start_on);
CREATE INDEX post_account ON post (account_id);
-- Raised with every change of the tables above: a node that sees another number reads its directory anew.
CREATE TABLE org_stamp (id BIGINT PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO org_stamp (id, n) VALUES (1, 1);

-- Secrets: never journalled; that they changed is.
CREATE TABLE credential (
  account_id TEXT PRIMARY KEY, hash TEXT NOT NULL, changed_at BIGINT NOT NULL, history TEXT NOT NULL, totp TEXT NOT NULL,
  totp_last BIGINT NOT NULL, recovery TEXT NOT NULL, failures BIGINT NOT NULL, locked_until BIGINT NOT NULL, last_login BIGINT NOT NULL
);
CREATE TABLE session (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, address TEXT NOT NULL,
  agent TEXT NOT NULL, pending BOOLEAN NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE TABLE api_token (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, used_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX api_token_hash ON api_token (hash);
CREATE INDEX api_token_account ON api_token (account_id);

-- +goose Down
SELECT 1;
