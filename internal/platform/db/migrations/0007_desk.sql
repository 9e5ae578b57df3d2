-- +goose Up
-- What the first page asks by date, and the cockpit by light: each index holds the columns by which rows are scoped, so that
-- counting does not touch the rows themselves.
-- The conditions on stage and light stand in them as expressions, for otherwise SQLite prefers an index by stage or light and
-- reads every row; each holds only the rows that it is for, so that a bulk load hardly feels it. That of filing holds its
-- condition as a column too, for SQLite reads stage and plan from the row otherwise.
CREATE INDEX project_due ON project ((CASE stage WHEN 'talks' THEN signed_plan WHEN 'signed' THEN started_plan
  WHEN 'started' THEN completed_plan WHEN 'completed' THEN produced_plan WHEN 'produced' THEN capacity_plan ELSE '' END), unit_id, region, chain_id)
  WHERE (CASE stage WHEN 'talks' THEN signed_plan WHEN 'signed' THEN started_plan
  WHEN 'started' THEN completed_plan WHEN 'completed' THEN produced_plan WHEN 'produced' THEN capacity_plan ELSE '' END) > '';
CREATE INDEX project_filing ON project ((CASE WHEN stage IN ('started', 'completed') AND year_plan > 0 THEN 1 ELSE 0 END),
  reported, chain_id, unit_id, region, started_actual)
  WHERE (CASE WHEN stage IN ('started', 'completed') AND year_plan > 0 THEN 1 ELSE 0 END) = 1;
CREATE INDEX project_turned ON project (light, light_since, total_invest, unit_id, region, chain_id);
CREATE INDEX project_red ON project ((year_due - year_done), unit_id, region, chain_id) WHERE (CASE WHEN light = 'red' THEN 1 ELSE 0 END) = 1;
CREATE INDEX project_report_filed ON project_report (period, filled_at, unit_id, region, chain_id) WHERE state = 'filed';
CREATE INDEX light_history_turn ON light_history (on_date, chain_id, light, was, region, unit_id);
CREATE INDEX comment_open ON comment (kind, due) WHERE instruction AND done_at = 0;
CREATE INDEX comment_instruction ON comment (kind, created_at) WHERE instruction;

-- +goose Down
SELECT 1;
