-- +goose Up
CREATE VIRTUAL TABLE project_search USING fts5(grams, content='', contentless_delete=1, columnsize=1, detail='none', tokenize='ascii');
CREATE VIRTUAL TABLE enterprise_search USING fts5(grams, content='', contentless_delete=1, columnsize=1, detail='none', tokenize='ascii');

-- +goose Down
SELECT 1;
