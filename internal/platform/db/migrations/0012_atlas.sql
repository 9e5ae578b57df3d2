-- +goose Up
CREATE TABLE talent_need (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, level TEXT NOT NULL, field TEXT NOT NULL, chain_id TEXT NOT NULL,
  node_id TEXT NOT NULL, node TEXT NOT NULL, enterprise_id TEXT NOT NULL, employer TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  people BIGINT NOT NULL, salary_min BIGINT NOT NULL, salary_max BIGINT NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL, contact TEXT NOT NULL,
  phone TEXT NOT NULL, note TEXT NOT NULL, batch_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX talent_need_chain ON talent_need (chain_id, node_id);
CREATE TABLE talent_intro (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, level TEXT NOT NULL, origin TEXT NOT NULL, chain_id TEXT NOT NULL,
  node_id TEXT NOT NULL, node TEXT NOT NULL, enterprise_id TEXT NOT NULL, employer TEXT NOT NULL, need_id TEXT NOT NULL, region TEXT NOT NULL,
  unit_id TEXT NOT NULL, people BIGINT NOT NULL, on_date TEXT NOT NULL, state TEXT NOT NULL, since TEXT NOT NULL, policy TEXT NOT NULL,
  project TEXT NOT NULL, note TEXT NOT NULL, batch_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX talent_intro_need ON talent_intro (need_id, state);
CREATE INDEX talent_intro_chain ON talent_intro (chain_id, node_id);
CREATE TABLE talent_platform (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, level TEXT NOT NULL, chain_id TEXT NOT NULL, node_id TEXT NOT NULL,
  node TEXT NOT NULL, enterprise_id TEXT NOT NULL, employer TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, on_date TEXT NOT NULL,
  issuer TEXT NOT NULL, field TEXT NOT NULL, note TEXT NOT NULL, batch_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX talent_platform_chain ON talent_platform (chain_id, node_id);
-- A window concerns the chains whose ids stand in chains, parted by spaces; * is all of them.
CREATE TABLE policy_window (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, issuer TEXT NOT NULL, doc_no TEXT NOT NULL, level TEXT NOT NULL, chains TEXT NOT NULL,
  nodes TEXT NOT NULL, supports TEXT NOT NULL, amount TEXT NOT NULL, amount_max BIGINT NOT NULL, ratio DOUBLE PRECISION NOT NULL,
  opens TEXT NOT NULL, closes TEXT NOT NULL, conditions TEXT NOT NULL, rule_on TEXT NOT NULL, rule TEXT NOT NULL, source TEXT NOT NULL,
  state TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, note TEXT NOT NULL, batch_id TEXT NOT NULL, created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX policy_window_closes ON policy_window (closes);
CREATE TABLE policy_reserve (
  id TEXT PRIMARY KEY, window_id TEXT NOT NULL, project_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX policy_reserve_pair ON policy_reserve (window_id, project_id);
CREATE INDEX policy_reserve_project ON policy_reserve (project_id);
CREATE TABLE atlas_set (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, province TEXT NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL,
  region TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX atlas_set_key ON atlas_set (key);
-- cols is a JSON array of columns, totals one of texts.
CREATE TABLE atlas_list (
  id TEXT PRIMARY KEY, set_id TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, mode TEXT NOT NULL,
  record TEXT NOT NULL, filter TEXT NOT NULL, cols TEXT NOT NULL, sort_by TEXT NOT NULL, group_by TEXT NOT NULL, totals TEXT NOT NULL,
  note TEXT NOT NULL, hint TEXT NOT NULL, own BOOLEAN NOT NULL, dropped BOOLEAN NOT NULL, sort BIGINT NOT NULL, region TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX atlas_list_key ON atlas_list (set_id, key);
-- doc is the list as a sheet of a set, as JSON.
CREATE TABLE atlas_version (
  id TEXT PRIMARY KEY, list_id TEXT NOT NULL, no BIGINT NOT NULL, doc TEXT NOT NULL, reason TEXT NOT NULL, author TEXT NOT NULL,
  region TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX atlas_version_no ON atlas_version (list_id, no);

-- +goose Down
SELECT 1;
