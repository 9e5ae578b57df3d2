-- +goose Up
CREATE TABLE chain_map (
  id TEXT PRIMARY KEY, region TEXT NOT NULL, unit_id TEXT NOT NULL, revision BIGINT NOT NULL, published BIGINT NOT NULL,
  updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE node (
  id TEXT PRIMARY KEY, chain_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, name TEXT NOT NULL, stream TEXT NOT NULL,
  parent TEXT NOT NULL, products TEXT NOT NULL, codes TEXT NOT NULL, weight DOUBLE PRECISION NOT NULL, import_share DOUBLE PRECISION NOT NULL,
  firms TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL, confidence DOUBLE PRECISION NOT NULL, x BIGINT NOT NULL, y BIGINT NOT NULL, sort BIGINT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX node_chain ON node (chain_id, sort);
CREATE TABLE edge (
  id TEXT PRIMARY KEY, chain_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, from_id TEXT NOT NULL, to_id TEXT NOT NULL,
  kind TEXT NOT NULL, weight DOUBLE PRECISION NOT NULL, source TEXT NOT NULL, confidence DOUBLE PRECISION NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX edge_chain ON edge (chain_id);
CREATE UNIQUE INDEX edge_ends ON edge (from_id, to_id, kind);
CREATE TABLE map_version (
  id TEXT PRIMARY KEY, chain_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, no BIGINT NOT NULL, label TEXT NOT NULL,
  note TEXT NOT NULL, doc TEXT NOT NULL, hash TEXT NOT NULL, nodes BIGINT NOT NULL, edges BIGINT NOT NULL, author TEXT NOT NULL, created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX map_version_no ON map_version (chain_id, no);
ALTER TABLE project ADD COLUMN node_id TEXT NOT NULL DEFAULT '';
CREATE INDEX project_node ON project (node_id) WHERE node_id <> '';

-- +goose Down
SELECT 1;
