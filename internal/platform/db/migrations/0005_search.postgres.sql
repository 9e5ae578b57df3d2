-- +goose Up
CREATE TABLE project_search (rowid BIGINT PRIMARY KEY, grams tsvector NOT NULL);
CREATE INDEX project_search_grams ON project_search USING gin (grams);
CREATE TABLE enterprise_search (rowid BIGINT PRIMARY KEY, grams tsvector NOT NULL);
CREATE INDEX enterprise_search_grams ON enterprise_search USING gin (grams);

-- +goose Down
SELECT 1;
