-- +goose Up
-- Whose applicant was told another last day than the one that holds since the
-- holidays of a year have changed, and not of that yet. One that was told leaves
-- the list; the letter is the record.
CREATE TABLE request_moved_day (
    request    TEXT    NOT NULL PRIMARY KEY REFERENCES request_case (id),
    body       TEXT    NOT NULL,
    year       INTEGER NOT NULL, -- whose holidays have changed
    told_on    TEXT    NOT NULL,
    due_on     TEXT    NOT NULL,
    noticed_at BIGINT  NOT NULL
);
CREATE INDEX request_moved_day_body ON request_moved_day (body, due_on, request);
