-- +goose Up
CREATE TABLE import_batch (
  id TEXT PRIMARY KEY, list TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL, state TEXT NOT NULL,
  choice TEXT NOT NULL, written BIGINT NOT NULL, merged BIGINT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, account_id TEXT NOT NULL, account_name TEXT NOT NULL,
  created_at BIGINT NOT NULL, applied_at BIGINT NOT NULL, undone_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX import_batch_list ON import_batch (list, created_at);
-- Records that a batch created or changed and that do not name their batch themselves; "before" is what a merge overwrote.
CREATE TABLE import_effect (
  id TEXT PRIMARY KEY, batch_id TEXT NOT NULL, kind TEXT NOT NULL, ref_id TEXT NOT NULL, name TEXT NOT NULL, op TEXT NOT NULL, before TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX import_effect_batch ON import_effect (batch_id);
CREATE TABLE import_mapping (
  id TEXT PRIMARY KEY, list TEXT NOT NULL, unit_id TEXT NOT NULL, shape TEXT NOT NULL, mapping TEXT NOT NULL, used_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX import_mapping_shape ON import_mapping (list, unit_id, shape);
-- Derived: what the preview of an open batch found, made anew from its file.
CREATE TABLE import_summary (batch_id TEXT PRIMARY KEY, summary TEXT NOT NULL);

-- +goose Down
SELECT 1;
