-- +goose Up
-- Tours: on which sites are scored by jurors. criteria is JSON, fixed once the tour runs.
CREATE TABLE tour (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, period TEXT NOT NULL, from_on TEXT NOT NULL, to_on TEXT NOT NULL, state TEXT NOT NULL, criteria TEXT NOT NULL,
  drop_high BIGINT NOT NULL, drop_low BIGINT NOT NULL, own_county BOOLEAN NOT NULL, note TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  set_by TEXT NOT NULL, set_name TEXT NOT NULL, started_on TEXT NOT NULL, closed_on TEXT NOT NULL, published_on TEXT NOT NULL, created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX tour_period ON tour (period, state);
CREATE TABLE tour_stop (
  id TEXT PRIMARY KEY, tour_id TEXT NOT NULL, no BIGINT NOT NULL, name TEXT NOT NULL, project_id TEXT NOT NULL, county TEXT NOT NULL, on_date TEXT NOT NULL,
  at_time TEXT NOT NULL, minutes BIGINT NOT NULL, note TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX tour_stop_tour ON tour_stop (tour_id, no);
CREATE INDEX tour_stop_county ON tour_stop (county);
-- home is the county that a juror comes from, as it was when the juror was named; '' or the city's code is none.
CREATE TABLE tour_juror (
  id TEXT PRIMARY KEY, tour_id TEXT NOT NULL, account_id TEXT NOT NULL, name TEXT NOT NULL, home TEXT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX tour_juror_one ON tour_juror (tour_id, account_id);
CREATE INDEX tour_juror_account ON tour_juror (account_id);
-- One sheet of one juror for one stop; marks is JSON in the order of the criteria. A sheet that is sent twice is one sheet.
CREATE TABLE tour_sheet (
  id TEXT PRIMARY KEY, tour_id TEXT NOT NULL, stop_id TEXT NOT NULL, account_id TEXT NOT NULL, name TEXT NOT NULL, marks TEXT NOT NULL, total DOUBLE PRECISION NOT NULL,
  remark TEXT NOT NULL, filled_at BIGINT NOT NULL, region TEXT NOT NULL, unit_id TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX tour_sheet_one ON tour_sheet (stop_id, account_id);
CREATE INDEX tour_sheet_tour ON tour_sheet (tour_id);

-- +goose Down
SELECT 1;
