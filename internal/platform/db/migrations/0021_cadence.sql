-- +goose Up
-- How a kind of period (week, tenday, month, quarter, half, year) opens, falls due and freezes; id is the kind. opens_day counts the days of
-- the period's last month (of the period itself for weeks and ten-day periods); the others are working days.
CREATE TABLE cadence_rule (
  id TEXT PRIMARY KEY, active BOOLEAN NOT NULL, opens_day BIGINT NOT NULL, due_days BIGINT NOT NULL, remind_days BIGINT NOT NULL, freezes BOOLEAN NOT NULL,
  freeze_days BIGINT NOT NULL, freeze_hour BIGINT NOT NULL, version BIGINT NOT NULL
);
-- A period (周期): its dates, and when it is frozen the root of what was kept, signed. freeze_id names the kept lines.
CREATE TABLE cadence_period (
  id TEXT PRIMARY KEY, period TEXT NOT NULL, kind TEXT NOT NULL, opens_on TEXT NOT NULL, remind_on TEXT NOT NULL, due_on TEXT NOT NULL,
  freeze_at BIGINT NOT NULL, by_hand BOOLEAN NOT NULL, moved TEXT NOT NULL, moved_at BIGINT NOT NULL, reminded_at BIGINT NOT NULL, state TEXT NOT NULL,
  reason TEXT NOT NULL, freeze_id TEXT NOT NULL, lines BIGINT NOT NULL, root TEXT NOT NULL, signature TEXT NOT NULL, sign_key TEXT NOT NULL,
  frozen_at BIGINT NOT NULL, frozen_by TEXT NOT NULL, frozen_name TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX cadence_period_once ON cadence_period (period);
CREATE INDEX cadence_period_due ON cadence_period (state, freeze_at);
CREATE INDEX cadence_period_days ON cadence_period (due_on);
-- What was kept: the leaves of the tree in their order, large texts beside them, and the hashes of the leaves. They are no rows of the
-- journal: the root of each period is, and verification computes it anew.
CREATE TABLE cadence_line (
  freeze_id TEXT NOT NULL, no BIGINT NOT NULL, keeper TEXT NOT NULL, line_key TEXT NOT NULL, kind TEXT NOT NULL, subject_id TEXT NOT NULL,
  region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, label TEXT NOT NULL, value TEXT NOT NULL, words TEXT NOT NULL,
  colour TEXT NOT NULL, place BIGINT NOT NULL, url TEXT NOT NULL, PRIMARY KEY (freeze_id, no)
);
CREATE INDEX cadence_line_key ON cadence_line (freeze_id, keeper, line_key);
CREATE INDEX cadence_line_scope ON cadence_line (freeze_id, region, unit_id, chain_id, kind, no);
CREATE TABLE cadence_blob (
  freeze_id TEXT NOT NULL, keeper TEXT NOT NULL, no BIGINT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (freeze_id, keeper, no)
);
-- The site's signing key; as a secret it is not journalled, its public half stands in every frozen period.
CREATE TABLE cadence_secret (id TEXT PRIMARY KEY, value TEXT NOT NULL);

-- +goose Down
SELECT 1;
