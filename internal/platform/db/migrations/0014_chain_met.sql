-- +goose Up
-- When the chain's meeting was held last: its page tells what has changed since.
ALTER TABLE chain ADD COLUMN met_on TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
