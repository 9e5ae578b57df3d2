-- +goose Up
CREATE TABLE project (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, name TEXT NOT NULL, pinyin TEXT NOT NULL,
  region TEXT NOT NULL, chain_id TEXT NOT NULL, node TEXT NOT NULL, park TEXT NOT NULL, unit_id TEXT NOT NULL,
  investor TEXT NOT NULL, investor_uscc TEXT NOT NULL, industry TEXT NOT NULL, class TEXT NOT NULL, level TEXT NOT NULL, build_kind TEXT NOT NULL,
  content TEXT NOT NULL, address TEXT NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL,
  total_invest BIGINT NOT NULL, fixed_invest BIGINT NOT NULL, invested BIGINT NOT NULL, funds_in BIGINT NOT NULL,
  plan_year TEXT NOT NULL, year_plan BIGINT NOT NULL, year_done BIGINT NOT NULL, year_due BIGINT NOT NULL, schedule DOUBLE PRECISION NOT NULL,
  land_mu DOUBLE PRECISION NOT NULL, output_plan BIGINT NOT NULL, tax_plan BIGINT NOT NULL, jobs BIGINT NOT NULL,
  stage TEXT NOT NULL, stage_since TEXT NOT NULL, registered_on TEXT NOT NULL, library_on TEXT NOT NULL, library_code TEXT NOT NULL, class_abc TEXT NOT NULL,
  lead_plan TEXT NOT NULL, lead_actual TEXT NOT NULL, talks_plan TEXT NOT NULL, talks_actual TEXT NOT NULL,
  signed_plan TEXT NOT NULL, signed_actual TEXT NOT NULL, started_plan TEXT NOT NULL, started_actual TEXT NOT NULL,
  completed_plan TEXT NOT NULL, completed_actual TEXT NOT NULL, produced_plan TEXT NOT NULL, produced_actual TEXT NOT NULL,
  capacity_plan TEXT NOT NULL, capacity_actual TEXT NOT NULL, ended_on TEXT NOT NULL, ended_why TEXT NOT NULL,
  leader TEXT NOT NULL, lead_unit_id TEXT NOT NULL, team TEXT NOT NULL, plan_note TEXT NOT NULL, officer TEXT NOT NULL, officer_phone TEXT NOT NULL,
  light TEXT NOT NULL, light_since TEXT NOT NULL, light_rule TEXT NOT NULL, debt BOOLEAN NOT NULL, missed_run BIGINT NOT NULL, yellow_run BIGINT NOT NULL,
  reported TEXT NOT NULL, reported_on TEXT NOT NULL, moved_on TEXT NOT NULL,
  batch_id TEXT NOT NULL, created_at BIGINT NOT NULL, created_by TEXT NOT NULL, updated_at BIGINT NOT NULL, updated_by TEXT NOT NULL, version BIGINT NOT NULL
);
-- The ledger by chain, stage and light, largest first, and its totals by scope: "no" makes the order that of the list, what
-- follows spares reading the projects, whose rows are wide.
CREATE INDEX project_list ON project (chain_id, stage, light, total_invest, no, region, unit_id, year_plan, year_done, year_due);
CREATE INDEX project_region ON project (region, stage);
CREATE INDEX project_stage ON project (stage, total_invest);
CREATE INDEX project_unit ON project (unit_id);
CREATE INDEX project_invest ON project (total_invest);
CREATE INDEX project_batch ON project (batch_id);
CREATE TABLE project_report (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, period TEXT NOT NULL,
  plan_share DOUBLE PRECISION NOT NULL, done BIGINT NOT NULL, done_total BIGINT NOT NULL, funds BIGINT NOT NULL, progress TEXT NOT NULL, problem TEXT NOT NULL,
  next_step TEXT NOT NULL, forecast TEXT NOT NULL, state TEXT NOT NULL, filled_by TEXT NOT NULL, filled_name TEXT NOT NULL, filled_at BIGINT NOT NULL,
  checked_by TEXT NOT NULL, checked_at BIGINT NOT NULL, batch_id TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX project_report_one ON project_report (project_id, period);
CREATE INDEX project_report_period ON project_report (period);
CREATE TABLE project_plan (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, year TEXT NOT NULL,
  amount BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX project_plan_one ON project_plan (project_id, year);
CREATE TABLE project_receipt (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, on_date TEXT NOT NULL, amount BIGINT NOT NULL,
  inward BOOLEAN NOT NULL, voucher TEXT NOT NULL, note TEXT NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX project_receipt_project ON project_receipt (project_id, on_date);

CREATE TABLE light_history (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, on_date TEXT NOT NULL, period TEXT NOT NULL,
  light TEXT NOT NULL, was TEXT NOT NULL, rule TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX light_history_project ON light_history (project_id, on_date);
CREATE TABLE rule_set (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, origin TEXT NOT NULL, target TEXT NOT NULL, body TEXT NOT NULL, shipped BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX rule_set_code ON rule_set (code);
CREATE TABLE rule_adoption (
  id TEXT PRIMARY KEY, rule_set_id TEXT NOT NULL, level TEXT NOT NULL, since TEXT NOT NULL, until_on TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL,
  reason TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE exemption (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,
  since TEXT NOT NULL, until_on TEXT NOT NULL, granted_by TEXT NOT NULL, granted_name TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX exemption_project ON exemption (project_id);

-- Derived: made anew from project by "doctor --rebuild"; a property test holds them equal to a recount.
CREATE TABLE project_sum (
  region TEXT NOT NULL, chain_id TEXT NOT NULL, stage TEXT NOT NULL, light TEXT NOT NULL,
  n BIGINT NOT NULL, total_invest BIGINT NOT NULL, invested BIGINT NOT NULL, funds_in BIGINT NOT NULL, year_plan BIGINT NOT NULL,
  year_done BIGINT NOT NULL, year_due BIGINT NOT NULL,
  PRIMARY KEY (region, chain_id, stage, light)
);
CREATE INDEX project_sum_chain ON project_sum (chain_id, stage, light);
-- The same by unit as well, for those whose scope names units.
CREATE TABLE project_unit_sum (
  unit_id TEXT NOT NULL, region TEXT NOT NULL, chain_id TEXT NOT NULL, stage TEXT NOT NULL, light TEXT NOT NULL,
  n BIGINT NOT NULL, total_invest BIGINT NOT NULL, invested BIGINT NOT NULL, funds_in BIGINT NOT NULL, year_plan BIGINT NOT NULL,
  year_done BIGINT NOT NULL, year_due BIGINT NOT NULL,
  PRIMARY KEY (unit_id, region, chain_id, stage, light)
);

-- +goose Down
SELECT 1;
