-- +goose Up
-- A firm at a node: suggested by the program, or a person's verdict. state: suggested, confirmed, rejected; source: match, hand.
-- outside and place are the firm's, kept here for counts.
CREATE TABLE node_firm (
  id TEXT PRIMARY KEY, chain_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, node_id TEXT NOT NULL, enterprise_id TEXT NOT NULL,
  outside BOOLEAN NOT NULL, score DOUBLE PRECISION NOT NULL, words TEXT NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL, source TEXT NOT NULL,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX node_firm_one ON node_firm (node_id, enterprise_id);
CREATE INDEX node_firm_firm ON node_firm (enterprise_id);
CREATE INDEX node_firm_queue ON node_firm (chain_id, state, score);
-- Firms at no node of any chain: for the list of what the matching did not place.
CREATE VIEW unmatched_firm AS
  SELECT e.id, e.no, e.name, e.region, e.unit_id, e.chain_id, e.industry, e.trade, e.subtrade, e.products, e.business, e.revenue, e.outside, e.pinyin
  FROM enterprise e WHERE NOT EXISTS (SELECT 1 FROM node_firm m WHERE m.enterprise_id = e.id AND m.state <> 'rejected');
-- The node that an opportunity would fill. node_state: '', suggested, confirmed, rejected.
ALTER TABLE opportunity ADD COLUMN node_id TEXT NOT NULL DEFAULT '';
ALTER TABLE opportunity ADD COLUMN node_state TEXT NOT NULL DEFAULT '';
CREATE INDEX opportunity_node ON opportunity (node_id) WHERE node_id <> '';
-- What a node comes to, recomputed whole: derived, unjournalled. facts is what it was computed from, as JSON.
CREATE TABLE node_score (
  id TEXT PRIMARY KEY, chain_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, firms BIGINT NOT NULL, outside_firms BIGINT NOT NULL,
  revenue BIGINT NOT NULL, presence DOUBLE PRECISION NOT NULL, demand DOUBLE PRECISION NOT NULL, supply DOUBLE PRECISION NOT NULL, density DOUBLE PRECISION NOT NULL,
  risk DOUBLE PRECISION NOT NULL, worth DOUBLE PRECISION NOT NULL, need DOUBLE PRECISION NOT NULL, strength BIGINT NOT NULL, verdict TEXT NOT NULL,
  rule_id TEXT NOT NULL, rules_no BIGINT NOT NULL, facts TEXT NOT NULL, at BIGINT NOT NULL
);
CREATE INDEX node_score_chain ON node_score (chain_id);
-- The same at the end of each month, one row a node.
CREATE TABLE node_month (
  id TEXT PRIMARY KEY, node_id TEXT NOT NULL, chain_id TEXT NOT NULL, period TEXT NOT NULL, firms BIGINT NOT NULL, revenue BIGINT NOT NULL,
  presence DOUBLE PRECISION NOT NULL, verdict TEXT NOT NULL, need DOUBLE PRECISION NOT NULL
);
CREATE INDEX node_month_node ON node_month (node_id, period);
-- A gap: what is missing at a node and who works on it. kind: build, repair, extend, strengthen; verdict: what the rules say today,
-- '' when they no longer see a gap; state: open, working, filled, dropped; source: rule, hand.
CREATE TABLE gap (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, chain_id TEXT NOT NULL, node_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  owner_id TEXT NOT NULL, co_work TEXT NOT NULL, kind TEXT NOT NULL, verdict TEXT NOT NULL, rule_id TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL,
  rank BIGINT NOT NULL, score DOUBLE PRECISION NOT NULL, presence DOUBLE PRECISION NOT NULL, demand DOUBLE PRECISION NOT NULL, supply DOUBLE PRECISION NOT NULL,
  density DOUBLE PRECISION NOT NULL, risk DOUBLE PRECISION NOT NULL, worth DOUBLE PRECISION NOT NULL, firms BIGINT NOT NULL, note TEXT NOT NULL,
  due TEXT NOT NULL, last_touch TEXT NOT NULL, light TEXT NOT NULL, light_rule TEXT NOT NULL, light_text TEXT NOT NULL, opened_on TEXT NOT NULL,
  closed_on TEXT NOT NULL, outcome TEXT NOT NULL, filled_firm TEXT NOT NULL, filled_project TEXT NOT NULL, created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX gap_chain ON gap (chain_id, state);
CREATE INDEX gap_node ON gap (node_id);
CREATE INDEX gap_owner ON gap (owner_id);
-- The gap list as it stood at the end of each month: derived, unjournalled.
CREATE TABLE gap_month (
  id TEXT PRIMARY KEY, gap_id TEXT NOT NULL, chain_id TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, rank BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL, presence DOUBLE PRECISION NOT NULL, firms BIGINT NOT NULL, light TEXT NOT NULL
);
CREATE INDEX gap_month_period ON gap_month (chain_id, period);
-- The rules by which gaps are judged, by version; the highest is in force.
CREATE TABLE gap_rules (
  id TEXT PRIMARY KEY, no BIGINT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX gap_rules_no ON gap_rules (no);
-- Figures of another place for comparison, typed in by the office.
CREATE TABLE benchmark (
  id TEXT PRIMARY KEY, chain_id TEXT NOT NULL, node_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, place TEXT NOT NULL, firms BIGINT NOT NULL,
  revenue BIGINT NOT NULL, source TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX benchmark_one ON benchmark (node_id, place);

-- +goose Down
SELECT 1;
