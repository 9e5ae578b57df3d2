-- +goose Up
-- A version of a definition (口径). number counts the versions of a code; once adopted, a row's content never changes.
-- adopted_on '' with state adopted: in force since ever, as shipped.
CREATE TABLE formula (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, number BIGINT NOT NULL, list TEXT NOT NULL, shape TEXT NOT NULL,
  num TEXT NOT NULL, den TEXT NOT NULL, unit TEXT NOT NULL, decimals BIGINT NOT NULL, cohort TEXT NOT NULL, step TEXT NOT NULL, note TEXT NOT NULL,
  origin TEXT NOT NULL, state TEXT NOT NULL, shipped BOOLEAN NOT NULL, adopted_on TEXT NOT NULL, retired_on TEXT NOT NULL, by_name TEXT NOT NULL,
  reason TEXT NOT NULL, sort BIGINT NOT NULL, created_at BIGINT NOT NULL, created_by TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX formula_number ON formula (code, number);

-- +goose Down
SELECT 1;
