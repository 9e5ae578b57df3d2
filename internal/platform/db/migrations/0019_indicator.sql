-- +goose Up
-- What is measured. parent_id = the heading or total it stands under; by_kind = what it is counted by: "region", "unit", "chain" or "region,chain".
CREATE TABLE indicator (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, parent_id TEXT NOT NULL, measure TEXT NOT NULL, better TEXT NOT NULL, across TEXT NOT NULL,
  weight_id TEXT NOT NULL, over_time TEXT NOT NULL, source TEXT NOT NULL, source_key TEXT NOT NULL, frequency TEXT NOT NULL, by_kind TEXT NOT NULL,
  decimals BIGINT NOT NULL, low DOUBLE PRECISION NOT NULL, high DOUBLE PRECISION NOT NULL, lead_unit_id TEXT NOT NULL, from_period TEXT NOT NULL,
  until_period TEXT NOT NULL, edition BIGINT NOT NULL, note TEXT NOT NULL, sort BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_code ON indicator (code);
-- Another unit of measure is another edition: values of the edition before are multiplied by factor.
CREATE TABLE indicator_edition (
  id TEXT PRIMARY KEY, indicator_id TEXT NOT NULL, no BIGINT NOT NULL, measure TEXT NOT NULL, factor DOUBLE PRECISION NOT NULL, reason TEXT NOT NULL,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_edition_one ON indicator_edition (indicator_id, no);
-- Which unit fills an indicator for which subject.
CREATE TABLE indicator_duty (
  id TEXT PRIMARY KEY, indicator_id TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_duty_one ON indicator_duty (indicator_id, subject_kind, subject_id);
CREATE INDEX indicator_duty_unit ON indicator_duty (unit_id);
CREATE TABLE indicator_value (
  id TEXT PRIMARY KEY, indicator_id TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, period TEXT NOT NULL, amount DOUBLE PRECISION NOT NULL,
  mark TEXT NOT NULL, edition BIGINT NOT NULL, note TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, batch_id TEXT NOT NULL, revised BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_value_one ON indicator_value (indicator_id, period, subject_kind, subject_id);
CREATE INDEX indicator_value_unit ON indicator_value (unit_id, period);
CREATE INDEX indicator_value_batch ON indicator_value (batch_id);
CREATE TABLE indicator_revision (
  id TEXT PRIMARY KEY, value_id TEXT NOT NULL, indicator_id TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, period TEXT NOT NULL,
  was DOUBLE PRECISION NOT NULL, was_mark TEXT NOT NULL, amount DOUBLE PRECISION NOT NULL, mark TEXT NOT NULL, reason TEXT NOT NULL, frozen BOOLEAN NOT NULL,
  region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX indicator_revision_value ON indicator_revision (value_id, at);
CREATE INDEX indicator_revision_of ON indicator_revision (indicator_id, period);
-- What a unit hands in for a period.
CREATE TABLE indicator_filing (
  id TEXT PRIMARY KEY, unit_id TEXT NOT NULL, region TEXT NOT NULL, period TEXT NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL, wanted BIGINT NOT NULL,
  filled_by TEXT NOT NULL, filled_name TEXT NOT NULL, filled_at BIGINT NOT NULL, head_by TEXT NOT NULL, head_name TEXT NOT NULL, head_at BIGINT NOT NULL,
  office_by TEXT NOT NULL, office_name TEXT NOT NULL, office_at BIGINT NOT NULL, said TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_filing_one ON indicator_filing (unit_id, period);
CREATE INDEX indicator_filing_state ON indicator_filing (state, due);
CREATE INDEX indicator_filing_period ON indicator_filing (period);
-- A target of a year (span 'year') or of the years from base_year to year ('plan'). months are twelve amounts, cumulative where the indicator adds up, as JSON.
CREATE TABLE indicator_target (
  id TEXT PRIMARY KEY, indicator_id TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, span TEXT NOT NULL, year TEXT NOT NULL,
  base_year TEXT NOT NULL, base DOUBLE PRECISION NOT NULL, amount DOUBLE PRECISION NOT NULL, path TEXT NOT NULL, months TEXT NOT NULL, edition BIGINT NOT NULL,
  adopted BOOLEAN NOT NULL, reason TEXT NOT NULL, basis TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_target_one ON indicator_target (indicator_id, span, year, subject_kind, subject_id);
CREATE TABLE indicator_peer (
  id TEXT PRIMARY KEY, indicator_id TEXT NOT NULL, peer TEXT NOT NULL, period TEXT NOT NULL, amount DOUBLE PRECISION NOT NULL, source TEXT NOT NULL, source_on TEXT NOT NULL,
  url TEXT NOT NULL, note TEXT NOT NULL, edition BIGINT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_peer_one ON indicator_peer (indicator_id, peer, period);
-- A region that was merged into another from a month on.
CREATE TABLE indicator_heir (
  id TEXT PRIMARY KEY, old_code TEXT NOT NULL, old_name TEXT NOT NULL, new_code TEXT NOT NULL, from_month TEXT NOT NULL, basis TEXT NOT NULL,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_heir_old ON indicator_heir (old_code);

-- +goose Down
SELECT 1;
