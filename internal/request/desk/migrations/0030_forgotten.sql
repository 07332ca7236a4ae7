-- +goose Up
-- Files whose key was thrown away and whose content still lies in the store.
CREATE INDEX request_file_forgotten ON request_file (id) WHERE file_key = '' AND hash <> '';

-- Where a part of a split application is dealt with, so that it is forgotten there.
CREATE INDEX request_part_at ON request_part (request);
