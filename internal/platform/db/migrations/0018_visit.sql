-- +goose Up
-- Who looks after a firm (特派员、挂点干部). until_on '' = still; unit_id is that of the person when it was arranged.
CREATE TABLE visit_charge (
  id TEXT PRIMARY KEY, enterprise_id TEXT NOT NULL, account_id TEXT NOT NULL, role TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  chain_id TEXT NOT NULL, since TEXT NOT NULL, until_on TEXT NOT NULL, note TEXT NOT NULL, set_by TEXT NOT NULL, set_name TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX visit_charge_one ON visit_charge (account_id, enterprise_id, role) WHERE until_on = '';
CREATE INDEX visit_charge_firm ON visit_charge (enterprise_id);
CREATE INDEX visit_charge_unit ON visit_charge (unit_id, until_on);
-- client_key is given by the browser that keeps a visit until the network is back: the same key is the same visit.
CREATE TABLE visit (
  id TEXT PRIMARY KEY, client_key TEXT NOT NULL, enterprise_id TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, role TEXT NOT NULL, on_date TEXT NOT NULL, met TEXT NOT NULL, said TEXT NOT NULL, told TEXT NOT NULL,
  problem TEXT NOT NULL, ticket_id TEXT NOT NULL, ticket_code TEXT NOT NULL, next_on TEXT NOT NULL, satisfaction BIGINT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX visit_once ON visit (by_id, client_key);
CREATE INDEX visit_firm ON visit (enterprise_id, by_id, on_date);
CREATE INDEX visit_day ON visit (on_date, id);
CREATE INDEX visit_unit ON visit (unit_id, on_date);

-- +goose Down
SELECT 1;
