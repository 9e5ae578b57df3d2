-- +goose Up
-- What a year is to bring: for the site (the root region), a county, or a chain.
CREATE TABLE forecast_target (
  id TEXT PRIMARY KEY, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL, year TEXT NOT NULL, measure TEXT NOT NULL,
  value BIGINT NOT NULL, source TEXT NOT NULL, set_by TEXT NOT NULL, set_name TEXT NOT NULL, set_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX forecast_target_one ON forecast_target (year, measure, region, chain_id);
-- Runs of forecasts and back-tests, with their seed, so that each can be made anew; derived from the register. result is JSON.
CREATE TABLE forecast_run (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, region TEXT NOT NULL, as_of TEXT NOT NULL, until_on TEXT NOT NULL, seed BIGINT NOT NULL, runs BIGINT NOT NULL,
  digest TEXT NOT NULL, result TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL, made_at BIGINT NOT NULL, took_ms BIGINT NOT NULL
);
CREATE INDEX forecast_run_kind ON forecast_run (kind, made_at);
-- The open projects of the latest forecast; the id is the project's.
CREATE TABLE forecast_item (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL, project_id TEXT NOT NULL, name TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, chain_id TEXT NOT NULL,
  stage TEXT NOT NULL, days BIGINT NOT NULL, median BIGINT NOT NULL, stratum TEXT NOT NULL, blind BOOLEAN NOT NULL, total_invest BIGINT NOT NULL,
  p_signed DOUBLE PRECISION NOT NULL, p_started DOUBLE PRECISION NOT NULL, p_completed DOUBLE PRECISION NOT NULL, p_produced DOUBLE PRECISION NOT NULL,
  p_capacity DOUBLE PRECISION NOT NULL, p_dropped DOUBLE PRECISION NOT NULL, signed_amount BIGINT NOT NULL, investment BIGINT NOT NULL, output BIGINT NOT NULL,
  next TEXT NOT NULL, push_signed BIGINT NOT NULL, push_started DOUBLE PRECISION NOT NULL, push_investment BIGINT NOT NULL,
  push_produced DOUBLE PRECISION NOT NULL, push_output BIGINT NOT NULL, median_signed BIGINT NOT NULL, median_started BIGINT NOT NULL,
  median_investment BIGINT NOT NULL, median_produced BIGINT NOT NULL, median_output BIGINT NOT NULL, path TEXT NOT NULL
);
CREATE INDEX forecast_item_unit ON forecast_item (unit_id);
CREATE INDEX forecast_item_region ON forecast_item (region);

-- +goose Down
SELECT 1;
