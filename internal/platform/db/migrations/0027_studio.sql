-- +goose Up
-- Papers of an office's own: Word templates with named fields, who gets them when, and which version a frozen period keeps.
CREATE TABLE studio_template (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, cadence TEXT NOT NULL, about TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  file_id TEXT NOT NULL DEFAULT '', number BIGINT NOT NULL DEFAULT 0, sources BOOLEAN NOT NULL DEFAULT FALSE, active BOOLEAN NOT NULL DEFAULT TRUE,
  sort BIGINT NOT NULL DEFAULT 0, shipped TEXT NOT NULL DEFAULT '', region TEXT NOT NULL, unit_id TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL DEFAULT 0);
CREATE TABLE studio_schedule (
  id TEXT PRIMARY KEY, template_id TEXT NOT NULL, account_id TEXT NOT NULL, days BIGINT NOT NULL DEFAULT 0, region TEXT NOT NULL,
  unit_id TEXT NOT NULL DEFAULT '', last TEXT NOT NULL DEFAULT '', created_at BIGINT NOT NULL, version BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX studio_schedule_once ON studio_schedule (template_id, account_id);
-- Which version of a template a frozen period is printed with: derived from what was in force at the freeze.
CREATE TABLE studio_pin (template_id TEXT NOT NULL, period TEXT NOT NULL, file_id TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (template_id, period));

-- +goose Down
SELECT 1;
