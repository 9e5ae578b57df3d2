-- +goose Up
-- region "000000" = from outside the site; place = GB/T 2260 code of the seat; normal and brand = parts of the name, for duplicates.
ALTER TABLE enterprise ADD COLUMN outside BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE enterprise ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN short TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN former TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN products TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN business TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN ladder TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN founded TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN capital BIGINT NOT NULL DEFAULT 0;
ALTER TABLE enterprise ADD COLUMN listed TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN brand TEXT NOT NULL DEFAULT '';
ALTER TABLE enterprise ADD COLUMN normal TEXT NOT NULL DEFAULT '';
CREATE INDEX enterprise_normal ON enterprise (normal);
CREATE INDEX enterprise_brand ON enterprise (brand);
CREATE INDEX enterprise_chain ON enterprise (chain_id);
CREATE INDEX enterprise_place ON enterprise (place);
CREATE INDEX enterprise_batch ON enterprise (batch_id);
CREATE INDEX enterprise_list ON enterprise (outside, revenue, no);
CREATE INDEX enterprise_revenue ON enterprise (revenue, no);
-- What a firm reported or what was counted for a month "2026-10" or a year "2025"; power in kWh, amounts in yuan.
CREATE TABLE enterprise_figure (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, period TEXT NOT NULL,
  revenue BIGINT NOT NULL, tax BIGINT NOT NULL, power BIGINT NOT NULL, staff BIGINT NOT NULL, rd BIGINT NOT NULL, source TEXT NOT NULL,
  batch_id TEXT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX enterprise_figure_one ON enterprise_figure (enterprise_id, period);
CREATE INDEX enterprise_figure_period ON enterprise_figure (period);
-- Who supplies whom: amount is yuan a year, date when it was known, confidence 0 to 1.
CREATE TABLE enterprise_supply (
  id TEXT PRIMARY KEY, from_id TEXT NOT NULL, to_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, product TEXT NOT NULL, amount BIGINT NOT NULL,
  source TEXT NOT NULL, date TEXT NOT NULL, confidence DOUBLE PRECISION NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX enterprise_supply_from ON enterprise_supply (from_id);
CREATE INDEX enterprise_supply_to ON enterprise_supply (to_id);
CREATE TABLE enterprise_person (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
  phone TEXT NOT NULL, since TEXT NOT NULL, until_on TEXT NOT NULL, source TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX enterprise_person_firm ON enterprise_person (enterprise_id);
-- The steps of the growth ladder that a firm has reached, each with its paper.
CREATE TABLE enterprise_rung (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, rung TEXT NOT NULL, since TEXT NOT NULL,
  until_on TEXT NOT NULL, paper TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX enterprise_rung_firm ON enterprise_rung (enterprise_id);
-- Where facts come from: one row for the fields that one source gave at one time; the newest row naming a field holds.
CREATE TABLE enterprise_source (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, fields TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL, date TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, note TEXT NOT NULL
);
CREATE INDEX enterprise_source_firm ON enterprise_source (enterprise_id, at);
-- A firm's own link, known by the hash of its token, and what it said is wrong.
CREATE TABLE enterprise_link (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE,
  made_by TEXT NOT NULL, made_name TEXT NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT NOT NULL, revoked_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX enterprise_link_firm ON enterprise_link (enterprise_id);
CREATE TABLE enterprise_correction (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, link_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, field TEXT NOT NULL,
  was TEXT NOT NULL, value TEXT NOT NULL, person TEXT NOT NULL, phone TEXT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL, judged_by TEXT NOT NULL,
  judged_name TEXT NOT NULL, judged_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX enterprise_correction_state ON enterprise_correction (state, at);
CREATE INDEX enterprise_correction_firm ON enterprise_correction (enterprise_id);
-- Two records that may be one firm; left_id < right_id. state: open, merged, apart.
CREATE TABLE enterprise_pair (
  id TEXT PRIMARY KEY, left_id TEXT NOT NULL, right_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, verdict TEXT NOT NULL,
  score DOUBLE PRECISION NOT NULL, why TEXT NOT NULL, state TEXT NOT NULL, found_at BIGINT NOT NULL, judged_by TEXT NOT NULL, judged_name TEXT NOT NULL,
  judged_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX enterprise_pair_ends ON enterprise_pair (left_id, right_id);
CREATE INDEX enterprise_pair_state ON enterprise_pair (state, score);
-- What a merge took away, so that it can be taken back: the record, and what pointed to it.
CREATE TABLE enterprise_merge (
  id TEXT PRIMARY KEY, kept_id TEXT NOT NULL, gone_id TEXT NOT NULL, gone_name TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  gone TEXT NOT NULL, moved TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, undone_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX enterprise_merge_kept ON enterprise_merge (kept_id);

-- +goose Down
SELECT 1;
