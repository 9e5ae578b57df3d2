-- +goose Up
-- Versions of schemes; body is JSON. One version of a code is adopted at a time.
CREATE TABLE score_scheme (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, no BIGINT NOT NULL, name TEXT NOT NULL, origin TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL,
  region TEXT NOT NULL, unit_id TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, reason TEXT NOT NULL, adopted_on TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX score_scheme_no ON score_scheme (code, no);
CREATE UNIQUE INDEX score_scheme_one ON score_scheme (code) WHERE state = 'adopted';
CREATE TABLE score_round (
  id TEXT PRIMARY KEY, scheme_id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, period TEXT NOT NULL, state TEXT NOT NULL, fill_by TEXT NOT NULL,
  object_by TEXT NOT NULL, object_days BIGINT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, opened_by TEXT NOT NULL, opened_on TEXT NOT NULL,
  computed_at BIGINT NOT NULL, published_on TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX score_round_one ON score_round (code, period) WHERE state <> 'cancelled';
CREATE INDEX score_round_period ON score_round (period, state);
-- body holds the lines as JSON, with all that it takes to work them out again.
CREATE TABLE score_result (
  id TEXT PRIMARY KEY, round_id TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, label TEXT NOT NULL, region TEXT NOT NULL,
  unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, score DOUBLE PRECISION NOT NULL, scored BOOLEAN NOT NULL, barred BOOLEAN NOT NULL, place BIGINT NOT NULL,
  tie TEXT NOT NULL, best BIGINT NOT NULL, worst BIGINT NOT NULL, seen_best BIGINT NOT NULL, seen_worst BIGINT NOT NULL, tier BIGINT NOT NULL,
  grade TEXT NOT NULL, fresh BOOLEAN NOT NULL, into_label TEXT NOT NULL, expr TEXT NOT NULL, body TEXT NOT NULL, first_score DOUBLE PRECISION NOT NULL,
  first_place BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX score_result_one ON score_result (round_id, subject_kind, subject_id);
CREATE INDEX score_result_unit ON score_result (unit_id);
-- What one unit gives one subject in one item.
CREATE TABLE score_sheet (
  id TEXT PRIMARY KEY, round_id TEXT NOT NULL, item TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, label TEXT NOT NULL, region TEXT NOT NULL,
  unit_id TEXT NOT NULL, value DOUBLE PRECISION NOT NULL, filled BOOLEAN NOT NULL, none BOOLEAN NOT NULL, note TEXT NOT NULL, by_id TEXT NOT NULL,
  by_name TEXT NOT NULL, filled_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX score_sheet_one ON score_sheet (round_id, item, unit_id, subject_kind, subject_id);
CREATE INDEX score_sheet_unit ON score_sheet (unit_id, round_id);
CREATE TABLE score_objection (
  id TEXT PRIMARY KEY, round_id TEXT NOT NULL, result_id TEXT NOT NULL, label TEXT NOT NULL, item TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL,
  region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, on_date TEXT NOT NULL,
  value DOUBLE PRECISION NOT NULL, has_value BOOLEAN NOT NULL, reason TEXT NOT NULL, decided_by TEXT NOT NULL, decided_on TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX score_objection_round ON score_objection (round_id, state);

-- +goose Down
SELECT 1;
