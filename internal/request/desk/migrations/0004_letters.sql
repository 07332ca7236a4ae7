-- +goose Up
-- What a body's letters have to say of the body itself. A body without a row
-- has the program's defaults.
CREATE TABLE request_profile (
    body            TEXT    NOT NULL PRIMARY KEY,
    rev             BIGINT  NOT NULL,
    symbol          TEXT    NOT NULL, -- 机关代字 of the numbers
    kind            TEXT    NOT NULL CHECK (kind IN ('department', 'government', 'provincial', 'dispatched_organ', 'dispatched_office', 'authorised', 'state_council', 'vertical', 'justice')),
    reviewers       TEXT    NOT NULL, -- JSON list of names (复议法 24 to 28)
    court           TEXT    NOT NULL,
    online          TEXT    NOT NULL, -- where review can be applied for over the internet (复议法 22②)
    contact         TEXT    NOT NULL,
    fee_account     TEXT    NOT NULL,
    how_to_pay      TEXT    NOT NULL,
    correction_days INTEGER NOT NULL, -- working days given for a correction
    changed_by      TEXT    NOT NULL,
    changed_at      BIGINT  NOT NULL
);

-- Texts of letters, per body and kind. Never changed: a new text is a new
-- version, and content '' goes back to the program's own.
CREATE TABLE request_template (
    id      TEXT    NOT NULL PRIMARY KEY,
    body    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    content TEXT    NOT NULL, -- JSON of the book's Template
    note    TEXT    NOT NULL,
    made_by TEXT    NOT NULL,
    made_at BIGINT  NOT NULL,
    UNIQUE (body, kind, version)
);

-- The items an answer decides one by one. What is released to the public is
-- told under a title that names nobody, so many working days after service.
CREATE TABLE request_item (
    letter       TEXT    NOT NULL REFERENCES request_letter (id),
    seq          INTEGER NOT NULL,
    request      TEXT    NOT NULL REFERENCES request_case (id),
    body         TEXT    NOT NULL,
    wanted       TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    basis        TEXT    NOT NULL,
    withheld     TEXT    NOT NULL, -- JSON list of the grounds on which parts are held back
    release      TEXT    NOT NULL CHECK (release IN ('applicant', 'public')),
    release_days INTEGER NOT NULL,
    release_on   TEXT    NOT NULL DEFAULT '', -- set at service
    title        TEXT    NOT NULL,
    PRIMARY KEY (letter, seq)
);
CREATE INDEX request_item_released ON request_item (body, release, release_on, letter, seq);
