-- +goose Up
-- The office's everyday work on applications.

-- Internal remarks. Only added to.
CREATE TABLE request_note (
    id         TEXT   NOT NULL PRIMARY KEY,
    request    TEXT   NOT NULL REFERENCES request_case (id),
    body       TEXT   NOT NULL,
    text       TEXT   NOT NULL, -- sealed: a remark may name people
    person     TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX request_note_of ON request_note (request, created_at, id);

-- Questions to own units.
CREATE TABLE request_errand (
    id       TEXT   NOT NULL PRIMARY KEY,
    request  TEXT   NOT NULL REFERENCES request_case (id),
    body     TEXT   NOT NULL,
    unit     TEXT   NOT NULL,
    question TEXT   NOT NULL,
    due_on   TEXT   NOT NULL,
    state    TEXT   NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')),
    rev      BIGINT NOT NULL,
    asked_by TEXT   NOT NULL,
    asked_at BIGINT NOT NULL,
    answer   TEXT   NOT NULL DEFAULT '',
    ended_by TEXT   NOT NULL DEFAULT '',
    ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX request_errand_of ON request_errand (request, asked_at, id);
CREATE INDEX request_errand_open ON request_errand (body, state, due_on, id);

-- Internal tiers that differ from the built-in ones; unit '' is the whole body.
CREATE TABLE request_tier (
    body       TEXT    NOT NULL,
    unit       TEXT    NOT NULL,
    tier       TEXT    NOT NULL,
    days       INTEGER NOT NULL,
    changed_by TEXT    NOT NULL,
    changed_at BIGINT  NOT NULL,
    PRIMARY KEY (body, unit, tier)
);

-- Who was reminded of what. Only added to; one a day for each application and
-- each errand.
CREATE TABLE request_reminder (
    id         TEXT    NOT NULL PRIMARY KEY,
    request    TEXT    NOT NULL REFERENCES request_case (id),
    errand     TEXT    NOT NULL DEFAULT '',
    body       TEXT    NOT NULL,
    tier       TEXT    NOT NULL,
    due_on     TEXT    NOT NULL,
    day        TEXT    NOT NULL,
    people     INTEGER NOT NULL, -- so many were told
    mails      INTEGER NOT NULL, -- so many of them by mail
    created_at BIGINT  NOT NULL,
    UNIQUE (request, errand, day)
);

-- Who wants the daily mail.
CREATE TABLE request_digest (
    person     TEXT    NOT NULL PRIMARY KEY,
    body       TEXT    NOT NULL,
    wanted     INTEGER NOT NULL,
    changed_at BIGINT  NOT NULL
);

-- Addresses of personal calendars; of the secret only a hash is kept.
CREATE TABLE request_feed (
    id         TEXT   NOT NULL PRIMARY KEY,
    body       TEXT   NOT NULL,
    person     TEXT   NOT NULL,
    secret     TEXT   NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX request_feed_of ON request_feed (person, created_at, id);
