-- +goose Up
CREATE TABLE journal_entry (
  seq BIGINT PRIMARY KEY, at BIGINT NOT NULL,
  actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, unit_id TEXT NOT NULL, via TEXT NOT NULL, request TEXT NOT NULL,
  action TEXT NOT NULL, kind TEXT NOT NULL, ref_id TEXT NOT NULL, reason TEXT NOT NULL,
  tbl TEXT NOT NULL, row_id TEXT NOT NULL, op TEXT NOT NULL, data TEXT NOT NULL
);
CREATE INDEX journal_entry_ref ON journal_entry (kind, ref_id, seq);
CREATE INDEX journal_entry_row ON journal_entry (tbl, row_id, seq);
CREATE TABLE journal_tile (level BIGINT NOT NULL, idx BIGINT NOT NULL, hashes TEXT NOT NULL, PRIMARY KEY (level, idx));
CREATE TABLE journal_head (id BIGINT PRIMARY KEY, size BIGINT NOT NULL, root TEXT NOT NULL, frontier TEXT NOT NULL);
INSERT INTO journal_head (id, size, root, frontier) VALUES (1, 0, '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', '[]');
CREATE TABLE journal_checkpoint (
  size BIGINT PRIMARY KEY, root TEXT NOT NULL, at BIGINT NOT NULL, note TEXT NOT NULL
);

CREATE TABLE outbox (
  id TEXT PRIMARY KEY, at BIGINT NOT NULL, topic TEXT NOT NULL, kind TEXT NOT NULL, ref_id TEXT NOT NULL, payload TEXT NOT NULL
);
CREATE TABLE job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL, at BIGINT NOT NULL,
  run_at BIGINT NOT NULL, lease_until BIGINT NOT NULL, attempts BIGINT NOT NULL, done BIGINT NOT NULL, total BIGINT NOT NULL,
  message TEXT NOT NULL, result TEXT NOT NULL
);
CREATE INDEX job_due ON job (state, run_at);
CREATE TABLE setting (
  id TEXT PRIMARY KEY, value TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE attachment (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, ref_id TEXT NOT NULL, name TEXT NOT NULL, media TEXT NOT NULL, size BIGINT NOT NULL,
  sha256 TEXT NOT NULL, label TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX attachment_ref ON attachment (kind, ref_id);
CREATE TABLE comment (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, ref_id TEXT NOT NULL, body TEXT NOT NULL, instruction BOOLEAN NOT NULL,
  due TEXT NOT NULL, done_at BIGINT NOT NULL, author_id TEXT NOT NULL, author_name TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX comment_ref ON comment (kind, ref_id, created_at);
CREATE TABLE saved_view (
  id TEXT PRIMARY KEY, list TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, owner_id TEXT NOT NULL, shared BOOLEAN NOT NULL,
  sort BIGINT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX saved_view_list ON saved_view (list, owner_id);

-- +goose Down
SELECT 1;
