-- +goose Up
-- The lists of files, the latest first, are read in the order of an index.
DROP INDEX screening_file_in;
DROP INDEX screening_file_held;
CREATE INDEX screening_file_in ON screening_file (body, added_at, id) WHERE owner <> '' AND replaced_by = '';
CREATE INDEX screening_file_held ON screening_file (body, added_at, id) WHERE going = 1 AND replaced_by = '' AND (holds > 0 OR state = 'waiting');
