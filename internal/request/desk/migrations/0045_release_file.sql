-- +goose Up

-- Files that go with a text for the public: copies of the answer's files, or files
-- made for everybody, with findings and masks of their own. What the applicant was
-- given stays in request_file. stage: public; original, in whose place a redacted
-- file stands; taken_out.
CREATE TABLE request_release_file (
    id       TEXT    NOT NULL PRIMARY KEY,
    release  TEXT    REFERENCES request_release (id),
    body     TEXT    NOT NULL,
    form     TEXT    NOT NULL,
    stage    TEXT    NOT NULL CHECK (stage IN ('public', 'original', 'taken_out')),
    name     TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    size     BIGINT  NOT NULL,
    hash     TEXT    NOT NULL, -- of the encrypted file
    file_key TEXT    NOT NULL,
    added_by TEXT    NOT NULL,
    added_at BIGINT  NOT NULL
);
CREATE INDEX request_release_file_of ON request_release_file (release, added_at, id);
