-- +goose Up
-- How an application came in, beside what request_case tells.
CREATE TABLE request_intake (
    request   TEXT    NOT NULL PRIMARY KEY REFERENCES request_case (id),
    document  TEXT    NOT NULL,            -- kind of the proof of identity
    agent     TEXT    NOT NULL DEFAULT '', -- sealed JSON of who acts for the applicant
    help_note TEXT    NOT NULL DEFAULT '', -- sealed; help wanted in the applicant's words
    proof     TEXT    NOT NULL DEFAULT '', -- number of the letter, or of the application in another system
    origin    TEXT    NOT NULL DEFAULT '', -- name of the other system
    oral      INTEGER NOT NULL DEFAULT 0,  -- told by word of mouth, written down by staff (条例 29①)
    read_back INTEGER NOT NULL DEFAULT 0   -- the applicant has confirmed what was written down
);

-- Forms saved before they are handed in, under a code that nobody keeps.
-- Deleted when handed in or when the time is over: no record with legal weight.
CREATE TABLE request_draft (
    id         TEXT   NOT NULL PRIMARY KEY,
    body       TEXT   NOT NULL,
    form       TEXT   NOT NULL, -- hash of the form's key
    code_hash  TEXT   NOT NULL UNIQUE,
    content    TEXT   NOT NULL, -- sealed JSON of what was typed
    saved_at   BIGINT NOT NULL,
    expires_on TEXT   NOT NULL,
    UNIQUE (body, form)
);
CREATE INDEX request_draft_expires ON request_draft (expires_on, id);

-- Files that came with an application. What they hold stands encrypted in the
-- file store, each under a key of its own, which is sealed here; request is
-- NULL until the form is handed in.
CREATE TABLE request_file (
    id       TEXT    NOT NULL PRIMARY KEY,
    request  TEXT    REFERENCES request_case (id),
    body     TEXT    NOT NULL,
    form     TEXT    NOT NULL, -- hash of the form's key; '' when it came later
    stage    TEXT    NOT NULL CHECK (stage IN ('apply', 'correct', 'register')),
    name     TEXT    NOT NULL, -- sealed
    kind     TEXT    NOT NULL,
    size     BIGINT  NOT NULL,
    hash     TEXT    NOT NULL, -- of the encrypted file
    file_key TEXT    NOT NULL, -- sealed
    added_by TEXT    NOT NULL,
    added_at BIGINT  NOT NULL
);
CREATE INDEX request_file_of ON request_file (request, added_at, id);
CREATE INDEX request_file_form ON request_file (body, form, id);

-- How often what is already public was found before applying. No person's data.
CREATE TABLE request_search (
    body    TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    shown   INTEGER NOT NULL DEFAULT 0, -- forms that were shown results
    opened  INTEGER NOT NULL DEFAULT 0, -- of them, those that opened one
    spared  INTEGER NOT NULL DEFAULT 0, -- of them, those that said it was found
    went_on INTEGER NOT NULL DEFAULT 0, -- of them, those that went on
    PRIMARY KEY (body, day)
);

-- What came in and is no application for information (条例 2), with the reason.
CREATE TABLE request_aside (
    id         TEXT   NOT NULL PRIMARY KEY,
    body       TEXT   NOT NULL,
    came_on    TEXT   NOT NULL,
    channel    TEXT   NOT NULL,
    what       TEXT   NOT NULL, -- sealed
    sort       TEXT   NOT NULL, -- why it is none
    reason     TEXT   NOT NULL,
    told       TEXT   NOT NULL, -- where the person was sent
    created_by TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX request_aside_of ON request_aside (body, came_on, id);
