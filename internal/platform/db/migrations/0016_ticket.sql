-- +goose Up
-- What blocks an enterprise or a project (诉求). *_due and turn_at are UTC microseconds; turn_at is when the next rung of the
-- ladder is due, 0 = nothing will turn. gross, net, paused and waited are working days up to the last answer.
CREATE TABLE ticket (
  id TEXT PRIMARY KEY, no BIGINT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,
  ref_code TEXT NOT NULL, enterprise_id TEXT NOT NULL, firm TEXT NOT NULL, project_id TEXT NOT NULL, chain_id TEXT NOT NULL, node_id TEXT NOT NULL,
  region TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL, unit_id TEXT NOT NULL, handler_id TEXT NOT NULL, raised_by TEXT NOT NULL,
  raised_name TEXT NOT NULL, urgent BOOLEAN NOT NULL, hard BOOLEAN NOT NULL, state TEXT NOT NULL, rule TEXT NOT NULL,
  raised_on TEXT NOT NULL, unit_on TEXT NOT NULL, step_on TEXT NOT NULL, step_limit BIGINT NOT NULL, step_due BIGINT NOT NULL, step_level BIGINT NOT NULL,
  whole_limit BIGINT NOT NULL, whole_due BIGINT NOT NULL, whole_level BIGINT NOT NULL, extended BIGINT NOT NULL, next_due BIGINT NOT NULL,
  level BIGINT NOT NULL, turn_at BIGINT NOT NULL, held BOOLEAN NOT NULL, round BIGINT NOT NULL, answer TEXT NOT NULL,
  raised_at BIGINT NOT NULL, accepted_at BIGINT NOT NULL, answered_at BIGINT NOT NULL, closed_at BIGINT NOT NULL, answered_on TEXT NOT NULL,
  rating BIGINT NOT NULL, remark TEXT NOT NULL, reopened BIGINT NOT NULL, rejected BIGINT NOT NULL, handed BIGINT NOT NULL, closed_how TEXT NOT NULL,
  gross BIGINT NOT NULL, net BIGINT NOT NULL, paused BIGINT NOT NULL, waited BIGINT NOT NULL, main_id TEXT NOT NULL, class_id TEXT NOT NULL,
  batch_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX ticket_no ON ticket (no);
CREATE INDEX ticket_turn ON ticket (turn_at) WHERE turn_at > 0;
CREATE INDEX ticket_queue ON ticket (unit_id, state, next_due, no);
CREATE INDEX ticket_board ON ticket (state, next_due, no);
CREATE INDEX ticket_firm ON ticket (enterprise_id);
CREATE INDEX ticket_project ON ticket (project_id);
CREATE INDEX ticket_main ON ticket (main_id);
CREATE INDEX ticket_class_of ON ticket (class_id);
CREATE INDEX ticket_batch ON ticket (batch_id);
CREATE INDEX ticket_answered ON ticket (answered_on);
CREATE INDEX ticket_raised ON ticket (raised_on);
CREATE INDEX ticket_region ON ticket (region);
-- Each stretch during which one unit had the ticket in one state: what backtracking reads.
CREATE TABLE ticket_step (
  id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL, region TEXT NOT NULL, chain_id TEXT NOT NULL, unit_id TEXT NOT NULL, handler_id TEXT NOT NULL,
  state TEXT NOT NULL, from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, limit_days BIGINT NOT NULL, ended TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX ticket_step_ticket ON ticket_step (ticket_id, from_at);
-- Stretches that a clock does not count: pauses with the office's consent, and waiting for the firm after an answer.
CREATE TABLE ticket_hold (
  id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL, region TEXT NOT NULL, chain_id TEXT NOT NULL, unit_id TEXT NOT NULL, kind TEXT NOT NULL,
  from_on TEXT NOT NULL, to_on TEXT NOT NULL, reason TEXT NOT NULL, by_name TEXT NOT NULL, consent TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX ticket_hold_ticket ON ticket_hold (ticket_id, from_on);
-- What a unit asks of the office: objection, extension, pause, refusal.
CREATE TABLE ticket_ask (
  id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL, region TEXT NOT NULL, chain_id TEXT NOT NULL, unit_id TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
  days BIGINT NOT NULL, to_unit TEXT NOT NULL, asked_by TEXT NOT NULL, asked_name TEXT NOT NULL, asked_at BIGINT NOT NULL, due BIGINT NOT NULL,
  state TEXT NOT NULL, judged_by TEXT NOT NULL, judged_name TEXT NOT NULL, judged_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX ticket_ask_ticket ON ticket_ask (ticket_id, asked_at);
CREATE INDEX ticket_ask_open ON ticket_ask (state, due);
CREATE TABLE ticket_event (
  id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL, region TEXT NOT NULL, chain_id TEXT NOT NULL, unit_id TEXT NOT NULL, at BIGINT NOT NULL, action TEXT NOT NULL,
  state TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, said TEXT NOT NULL, note TEXT NOT NULL, hot BOOLEAN NOT NULL
);
CREATE INDEX ticket_event_ticket ON ticket_event (ticket_id, at);
CREATE TABLE ticket_unit (
  id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL, region TEXT NOT NULL, chain_id TEXT NOT NULL, unit_id TEXT NOT NULL, asked_at BIGINT NOT NULL,
  opinion TEXT NOT NULL, by_name TEXT NOT NULL, done_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX ticket_unit_one ON ticket_unit (ticket_id, unit_id);
CREATE INDEX ticket_unit_unit ON ticket_unit (unit_id, done_at);
-- 一类事: repeats with one cause and one cure.
CREATE TABLE ticket_class (
  id TEXT PRIMARY KEY, region TEXT NOT NULL, unit_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, cause TEXT NOT NULL, cure TEXT NOT NULL,
  due TEXT NOT NULL, cured_on TEXT NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
-- A firm's way in, known by the hash of its token. kind: raise (one firm), poster (a park), follow (one ticket). most = 0: any number of uses.
CREATE TABLE ticket_link (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, enterprise_id TEXT NOT NULL, ticket_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  label TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, uses BIGINT NOT NULL, most BIGINT NOT NULL, made_by TEXT NOT NULL, made_name TEXT NOT NULL,
  made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX ticket_link_ticket ON ticket_link (ticket_id);
CREATE INDEX ticket_link_firm ON ticket_link (enterprise_id);
-- Tickets drawn by lot, to be asked about by telephone.
CREATE TABLE ticket_call (
  id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, drawn_on TEXT NOT NULL, seed BIGINT NOT NULL,
  result TEXT NOT NULL, note TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX ticket_call_one ON ticket_call (ticket_id, drawn_on);
CREATE INDEX ticket_call_open ON ticket_call (result, drawn_on);
-- Where tickets of a kind go by rule; region "" = everywhere.
CREATE TABLE ticket_route (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX ticket_route_one ON ticket_route (kind, region);
-- The limits in force for new tickets: one row.
CREATE TABLE ticket_rule (
  id TEXT PRIMARY KEY, preset TEXT NOT NULL, terms TEXT NOT NULL, version BIGINT NOT NULL
);
-- Derived: counts of the tickets by what scopes them, state and rung; and by which calendar the dues were reckoned.
CREATE TABLE ticket_sum (
  region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, state TEXT NOT NULL, level BIGINT NOT NULL, n BIGINT NOT NULL,
  PRIMARY KEY (region, unit_id, chain_id, state, level)
);
CREATE TABLE ticket_stamp (id TEXT PRIMARY KEY, value TEXT NOT NULL);

-- +goose Down
SELECT 1;
