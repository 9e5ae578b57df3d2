-- +goose Up
-- What a chain's page asks of a register of any size: its worst projects by light, and those that moved lately. The first
-- holds its condition as an expression for the reason given in 0007.
CREATE INDEX project_troubled ON project (chain_id, light, (year_due - year_done), total_invest, id, region, unit_id)
  WHERE (CASE WHEN light IN ('red', 'yellow') THEN 1 ELSE 0 END) = 1;
CREATE INDEX light_history_chain ON light_history (chain_id, on_date, id, was, light, region, unit_id);
CREATE INDEX project_moved ON project (chain_id, stage_since, id, region, unit_id);
-- Projects at the nodes of a chain's map, for its colours.
CREATE INDEX project_at_node ON project (chain_id, node_id, stage, total_invest, moved_on, region, unit_id) WHERE node_id <> '';

-- +goose Down
SELECT 1;
