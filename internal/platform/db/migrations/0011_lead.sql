-- +goose Up
-- A target (目标企业) is an enterprise wanted for a node; terms are the ranking's five terms as JSON, as of ranked_on.
CREATE TABLE target (
  id TEXT PRIMARY KEY, gap_id TEXT NOT NULL, node_id TEXT NOT NULL, chain_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  owner_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, firm TEXT NOT NULL, place TEXT NOT NULL, terms TEXT NOT NULL, why TEXT NOT NULL,
  score DOUBLE PRECISION NOT NULL, rank BIGINT NOT NULL, ranked_on TEXT NOT NULL, decile BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  until_on TEXT NOT NULL, next_step TEXT NOT NULL, next_on TEXT NOT NULL, touched_on TEXT NOT NULL, contacts BIGINT NOT NULL,
  reached TEXT NOT NULL, lead_id TEXT NOT NULL, source TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX target_once ON target (gap_id, enterprise_id);
CREATE INDEX target_state ON target (state, unit_id);
CREATE INDEX target_firm ON target (enterprise_id);
CREATE TABLE target_evidence (
  id TEXT PRIMARY KEY, target_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  kind TEXT NOT NULL, body TEXT NOT NULL, source TEXT NOT NULL, on_date TEXT NOT NULL, weight DOUBLE PRECISION NOT NULL, file_id TEXT NOT NULL,
  by_name TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX target_evidence_firm ON target_evidence (enterprise_id, on_date);
CREATE TABLE target_contact (
  id TEXT PRIMARY KEY, target_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, on_date TEXT NOT NULL,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, how TEXT NOT NULL, whom TEXT NOT NULL, result TEXT NOT NULL, next_step TEXT NOT NULL, next_on TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX target_contact_target ON target_contact (target_id, on_date);
CREATE TABLE target_exclusion (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, firm TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, reason TEXT NOT NULL,
  until_on TEXT NOT NULL, by_name TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX target_exclusion_firm ON target_exclusion (enterprise_id);

-- A lead (线索). Who the client is stands in lead_text alone, which the journal never sees: the lead carries its seal, a salted hash.
CREATE TABLE lead (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, node_id TEXT NOT NULL,
  gap_id TEXT NOT NULL, target_id TEXT NOT NULL, project_id TEXT NOT NULL, owner_id TEXT NOT NULL,
  size BIGINT NOT NULL, major BOOLEAN NOT NULL, state TEXT NOT NULL, seal TEXT NOT NULL, clash TEXT NOT NULL, sealed_at BIGINT NOT NULL,
  seal_until TEXT NOT NULL, logged_on TEXT NOT NULL, answer_due TEXT NOT NULL, answered_on TEXT NOT NULL, judge_due TEXT NOT NULL,
  judged_on TEXT NOT NULL, reply_due TEXT NOT NULL, replied_on TEXT NOT NULL, progress_due TEXT NOT NULL, progress_on TEXT NOT NULL,
  due_on TEXT NOT NULL, due_what TEXT NOT NULL, light TEXT NOT NULL, ended_on TEXT NOT NULL, created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX lead_code ON lead (code);
CREATE INDEX lead_state ON lead (state, unit_id);
CREATE INDEX lead_project ON lead (project_id) WHERE project_id <> '';
CREATE TABLE lead_text (
  id TEXT PRIMARY KEY, lead_id TEXT NOT NULL, salt TEXT NOT NULL, enterprise_id TEXT NOT NULL, name TEXT NOT NULL, investor TEXT NOT NULL, uscc TEXT NOT NULL, place TEXT NOT NULL,
  content TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL, source TEXT NOT NULL, evidence TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX lead_text_lead ON lead_text (lead_id);
CREATE TABLE lead_note (
  id TEXT PRIMARY KEY, lead_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, kind TEXT NOT NULL, on_date TEXT NOT NULL,
  next_on TEXT NOT NULL, seal TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX lead_note_lead ON lead_note (lead_id, created_at);
-- A clash of two first reports; only who judges sees it.
CREATE TABLE lead_clash (
  id TEXT PRIMARY KEY, lead_id TEXT NOT NULL, other_id TEXT NOT NULL, ground TEXT NOT NULL, state TEXT NOT NULL, winner_id TEXT NOT NULL,
  decided_by TEXT NOT NULL, decided_on TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX lead_clash_lead ON lead_clash (lead_id);
CREATE INDEX lead_clash_other ON lead_clash (other_id);
-- Versions of the clocks' rules and of admission sheets, as JSON; the newest of a kind is in force.
CREATE TABLE lead_rule (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, no BIGINT NOT NULL, body TEXT NOT NULL, by_name TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX lead_rule_no ON lead_rule (kind, no);
CREATE TABLE admission (
  id TEXT PRIMARY KEY, lead_id TEXT NOT NULL, project_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, sheet_id TEXT NOT NULL,
  sheet_no BIGINT NOT NULL, inputs TEXT NOT NULL, state TEXT NOT NULL, score DOUBLE PRECISION NOT NULL, vetoes TEXT NOT NULL, seal TEXT NOT NULL,
  decided_by TEXT NOT NULL, decided_on TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX admission_lead ON admission (lead_id);
CREATE TABLE admission_score (
  id TEXT PRIMARY KEY, admission_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, reviewer_id TEXT NOT NULL, reviewer TEXT NOT NULL,
  points TEXT NOT NULL, total DOUBLE PRECISION NOT NULL, vetoes TEXT NOT NULL, seal TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX admission_score_reviewer ON admission_score (admission_id, reviewer_id);

-- +goose Down
SELECT 1;
