-- +goose Up
-- A task (任务). due is the term that was set; carry_on the day to which it was carried over by name; act_on the day for which it
-- is to be cleared: the later of both. light, late_days and next_on are kept, turned on write and every night.
CREATE TABLE task (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, measure TEXT NOT NULL, source TEXT NOT NULL, source_text TEXT NOT NULL,
  source_kind TEXT NOT NULL, source_id TEXT NOT NULL, about_kind TEXT NOT NULL, about_id TEXT NOT NULL, chain_id TEXT NOT NULL, region TEXT NOT NULL,
  unit_id TEXT NOT NULL, co_units TEXT NOT NULL, owner_id TEXT NOT NULL, start_on TEXT NOT NULL, due TEXT NOT NULL, carry_on TEXT NOT NULL,
  act_on TEXT NOT NULL, next_on TEXT NOT NULL, next_step TEXT NOT NULL, state TEXT NOT NULL, light TEXT NOT NULL, late_days BIGINT NOT NULL,
  share DOUBLE PRECISION NOT NULL, said TEXT NOT NULL, problem TEXT NOT NULL, moved_on TEXT NOT NULL, reported_on TEXT NOT NULL, ended_on TEXT NOT NULL,
  paused_on TEXT NOT NULL, paused_days BIGINT NOT NULL, carries BIGINT NOT NULL, returns BIGINT NOT NULL, delays BIGINT NOT NULL,
  need_proof BOOLEAN NOT NULL, set_by TEXT NOT NULL, set_name TEXT NOT NULL, set_unit TEXT NOT NULL, set_on TEXT NOT NULL, batch_id TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX task_code ON task (code);
CREATE INDEX task_due ON task (act_on, unit_id, owner_id, region, chain_id) WHERE state IN ('open', 'doing');
CREATE INDEX task_back ON task (set_by, state);
CREATE INDEX task_running ON task (state, light);
CREATE INDEX task_source ON task (source_kind, source_id);
CREATE INDEX task_about ON task (about_kind, about_id);
CREATE INDEX task_moved ON task (moved_on);
CREATE INDEX task_unit_of ON task (unit_id, state);
-- Who answers for a task: its lead unit (role lead) and its co-units (role co).
CREATE TABLE task_duty (
  id TEXT PRIMARY KEY, task_id TEXT NOT NULL, role TEXT NOT NULL, unit_id TEXT NOT NULL, region TEXT NOT NULL, chain_id TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX task_duty_once ON task_duty (task_id, unit_id);
CREATE INDEX task_duty_unit ON task_duty (unit_id, role);
CREATE TABLE task_step (
  id TEXT PRIMARY KEY, task_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, sort BIGINT NOT NULL,
  name TEXT NOT NULL, due TEXT NOT NULL, done_on TEXT NOT NULL, by_name TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX task_step_task ON task_step (task_id, sort);
CREATE TABLE task_entry (
  id TEXT PRIMARY KEY, task_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, kind TEXT NOT NULL, on_date TEXT NOT NULL,
  text TEXT NOT NULL, share DOUBLE PRECISION NOT NULL, was_on TEXT NOT NULL, new_on TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX task_entry_task ON task_entry (task_id, created_at);
CREATE INDEX task_entry_day ON task_entry (kind, was_on);
CREATE INDEX task_entry_new ON task_entry (kind, new_on);

-- A meeting (会议): what it is about, its agenda, who came, and what it decided.
CREATE TABLE meeting (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, chain_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  on_date TEXT NOT NULL, at_time TEXT NOT NULL, place TEXT NOT NULL, venues TEXT NOT NULL, host TEXT NOT NULL, state TEXT NOT NULL, prev_id TEXT NOT NULL,
  since TEXT NOT NULL, built_at BIGINT NOT NULL, minutes TEXT NOT NULL, held_on TEXT NOT NULL, sent_on TEXT NOT NULL, sent_to TEXT NOT NULL,
  set_by TEXT NOT NULL, set_name TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX meeting_code ON meeting (code);
CREATE INDEX meeting_date ON meeting (on_date, chain_id);
CREATE TABLE meeting_item (
  id TEXT PRIMARY KEY, meeting_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, kind TEXT NOT NULL, auto BOOLEAN NOT NULL,
  sort BIGINT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, ref_kind TEXT NOT NULL, ref_id TEXT NOT NULL, about_unit TEXT NOT NULL,
  state TEXT NOT NULL, firm TEXT NOT NULL, answer TEXT NOT NULL, answered_by TEXT NOT NULL, answered_on TEXT NOT NULL, due TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX meeting_item_meeting ON meeting_item (meeting_id, sort);
CREATE TABLE meeting_guest (
  id TEXT PRIMARY KEY, meeting_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
  from_unit TEXT NOT NULL, venue TEXT NOT NULL, came_at BIGINT NOT NULL, how TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX meeting_guest_meeting ON meeting_guest (meeting_id);
CREATE TABLE meeting_decision (
  id TEXT PRIMARY KEY, meeting_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, sort BIGINT NOT NULL, text TEXT NOT NULL,
  lead_unit TEXT NOT NULL, co_units TEXT NOT NULL, owner_id TEXT NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL, task_id TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX meeting_decision_meeting ON meeting_decision (meeting_id, sort);

-- +goose Down
SELECT 1;
