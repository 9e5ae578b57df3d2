-- +goose Up
-- What is asked of one unit's projects on the first page, answered from an index alone: it takes the place of the one by unit.
DROP INDEX project_unit;
CREATE INDEX project_unit ON project (unit_id, stage, light, light_since, reported, started_actual, year_plan, total_invest, id,
  signed_plan, started_plan, completed_plan, produced_plan, capacity_plan);

-- +goose Down
SELECT 1;
