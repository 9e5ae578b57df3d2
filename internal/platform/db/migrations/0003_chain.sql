-- +goose Up
CREATE TABLE chain (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, team TEXT NOT NULL,
  chief TEXT NOT NULL, deputy TEXT NOT NULL, summary TEXT NOT NULL, sort BIGINT NOT NULL, active BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX chain_name ON chain (region, name);
CREATE TABLE enterprise (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, uscc TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  chain_id TEXT NOT NULL, industry TEXT NOT NULL, trade TEXT NOT NULL, subtrade TEXT NOT NULL, stream TEXT NOT NULL, scale TEXT NOT NULL, revenue BIGINT NOT NULL,
  staff BIGINT NOT NULL, address TEXT NOT NULL, note TEXT NOT NULL, pinyin TEXT NOT NULL, batch_id TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX enterprise_name ON enterprise (name);
CREATE INDEX enterprise_uscc ON enterprise (uscc);
CREATE TABLE opportunity (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, category TEXT NOT NULL, gap_kind TEXT NOT NULL,
  invest_min BIGINT NOT NULL, invest_max BIGINT NOT NULL, priority TEXT NOT NULL, targets TEXT NOT NULL, note TEXT NOT NULL,
  batch_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX opportunity_name ON opportunity (name);

-- +goose Down
SELECT 1;
