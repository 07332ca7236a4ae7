-- +goose Up
-- An applicant's whole name as a blind index, so that the finder of the console
-- finds an application by it. Applications of before get theirs when the index key
-- is rotated (keys rotate --purpose index).
ALTER TABLE request_case ADD COLUMN name_index TEXT NOT NULL DEFAULT '';
CREATE INDEX request_named ON request_case (body, name_index, id) WHERE name_index <> '';
