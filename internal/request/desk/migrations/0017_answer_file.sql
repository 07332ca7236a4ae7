-- +goose Up
-- Files go with an answer too; an original stays beside the redacted file that
-- took its place, and so does what was taken out again. Neither database drops a
-- CHECK in the same way, so the table is made anew: its columns are those of 0005_apply.sql.
CREATE TABLE request_file_new (
    id       TEXT    NOT NULL PRIMARY KEY,
    request  TEXT    REFERENCES request_case (id),
    body     TEXT    NOT NULL,
    form     TEXT    NOT NULL, -- hash of the form's key; '' when it came later
    stage    TEXT    NOT NULL CHECK (stage IN ('apply', 'correct', 'register', 'answer', 'original', 'taken_out')),
    name     TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    size     BIGINT  NOT NULL,
    hash     TEXT    NOT NULL, -- of the encrypted file
    file_key TEXT    NOT NULL,
    added_by TEXT    NOT NULL,
    added_at BIGINT  NOT NULL
);
INSERT INTO request_file_new (id, request, body, form, stage, name, kind, size, hash, file_key, added_by, added_at)
    SELECT id, request, body, form, stage, name, kind, size, hash, file_key, added_by, added_at FROM request_file;
DROP TABLE request_file;
ALTER TABLE request_file_new RENAME TO request_file;
CREATE INDEX request_file_of ON request_file (request, added_at, id);
CREATE INDEX request_file_form ON request_file (body, form, id);
