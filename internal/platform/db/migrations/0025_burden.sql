-- +goose Up
-- What forms cost whoever fills them in: one row for each form that was accepted. seconds is from serving to sending, uncapped.
-- via: web (signed in), link (a firm by its link), api (a program; only counted). Measured, not journalled.
CREATE TABLE burden_fill (
  id TEXT PRIMARY KEY, region TEXT NOT NULL, unit_id TEXT NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL, form TEXT NOT NULL,
  title TEXT NOT NULL, via TEXT NOT NULL, period TEXT NOT NULL, on_date TEXT NOT NULL, seconds BIGINT NOT NULL, by_hand BIGINT NOT NULL,
  taken_over BIGINT NOT NULL, left_empty BIGINT NOT NULL, files BIGINT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX burden_fill_day ON burden_fill (on_date, form);
CREATE INDEX burden_fill_person ON burden_fill (person_id, on_date);
CREATE INDEX burden_fill_form ON burden_fill (form, at);
-- What the office says of a form: its name, and which old tables it replaces, one a line. "" leaves what came with the program.
CREATE TABLE burden_form (
  id TEXT PRIMARY KEY, form TEXT NOT NULL UNIQUE, name TEXT NOT NULL, replaces TEXT NOT NULL, note TEXT NOT NULL, by_name TEXT NOT NULL,
  updated_at BIGINT NOT NULL, version BIGINT NOT NULL
);
-- One row: from how many minutes on a form counts as left lying.
CREATE TABLE burden_rule (id TEXT PRIMARY KEY, idle_minutes BIGINT NOT NULL, version BIGINT NOT NULL);
-- The key that seals the slips of forms, shared by all nodes.
CREATE TABLE burden_key (id TEXT PRIMARY KEY, value TEXT NOT NULL);
-- A firm's contact may have a mail address, to which links go.
ALTER TABLE enterprise_person ADD COLUMN mail TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
