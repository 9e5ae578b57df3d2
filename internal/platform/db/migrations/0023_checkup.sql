-- +goose Up
-- A finding of the checkup (注水体检). key names detector and records; digest changes with the evidence; worth orders the queue.
CREATE TABLE checkup_finding (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, detector TEXT NOT NULL, severity TEXT NOT NULL, title TEXT NOT NULL,
  region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, parts TEXT NOT NULL, evidence TEXT NOT NULL, amount BIGINT NOT NULL,
  worth DOUBLE PRECISION NOT NULL, rules BIGINT NOT NULL, state TEXT NOT NULL, found_on TEXT NOT NULL, raised BIGINT NOT NULL,
  effect TEXT NOT NULL, corrected BIGINT NOT NULL, reason TEXT NOT NULL, judged_by TEXT NOT NULL, judged_name TEXT NOT NULL, judged_on TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX checkup_finding_key ON checkup_finding (key);
CREATE INDEX checkup_finding_state ON checkup_finding (state, detector);
CREATE INDEX checkup_finding_region ON checkup_finding (region, state);
CREATE INDEX checkup_finding_unit ON checkup_finding (unit_id);
-- One version of the thresholds (numbers and words by detector, JSON); the highest no is in force, 0 is shipped.
CREATE TABLE checkup_rules (
  id TEXT PRIMARY KEY, no BIGINT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX checkup_rules_no ON checkup_rules (no);
-- Derived: which records a finding names (from its parts), judged findings by detector, amounts raised after the fact (from the
-- journal, up to the entry named in checkup_mark), and the runs.
CREATE TABLE checkup_part (finding_id TEXT NOT NULL, kind TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (finding_id, kind, record_id));
CREATE INDEX checkup_part_record ON checkup_part (record_id, kind);
CREATE TABLE checkup_tally (
  detector TEXT PRIMARY KEY, open BIGINT NOT NULL, confirmed BIGINT NOT NULL, judged BIGINT NOT NULL, precision DOUBLE PRECISION NOT NULL
);
CREATE TABLE checkup_rise (
  seq BIGINT PRIMARY KEY, project_id TEXT NOT NULL, was BIGINT NOT NULL, became BIGINT NOT NULL, on_date TEXT NOT NULL, by_name TEXT NOT NULL
);
CREATE INDEX checkup_rise_project ON checkup_rise (project_id);
CREATE TABLE checkup_mark (id BIGINT PRIMARY KEY, seq BIGINT NOT NULL);
CREATE TABLE checkup_run (
  id TEXT PRIMARY KEY, at BIGINT NOT NULL, by_name TEXT NOT NULL, rules BIGINT NOT NULL, projects BIGINT NOT NULL, found BIGINT NOT NULL, fresh BIGINT NOT NULL,
  again BIGINT NOT NULL, gone BIGINT NOT NULL, ms BIGINT NOT NULL
);
-- Looking for the twins of one project that was just saved.
CREATE INDEX project_investor ON project (investor);
CREATE INDEX project_name ON project (name);
CREATE INDEX project_investor_uscc ON project (investor_uscc) WHERE investor_uscc <> '';

-- +goose Down
SELECT 1;
