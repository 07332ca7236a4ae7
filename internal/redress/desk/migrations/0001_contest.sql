-- +goose Up
-- Numbers without gaps: the last one given, per body, year and kind.
CREATE TABLE contest_number (
    body TEXT    NOT NULL,
    year INTEGER NOT NULL,
    kind TEXT    NOT NULL CHECK (kind IN ('review', 'suit')),
    last INTEGER NOT NULL,
    PRIMARY KEY (body, year, kind)
);

-- One review or suit against the body over an application (复议法, 行诉法). What
-- names other people is sealed. stage and the days are found anew from the
-- events and stand here as of the last act. Never deleted.
CREATE TABLE contest_case (
    id               TEXT    NOT NULL PRIMARY KEY,
    body             TEXT    NOT NULL,
    kind             TEXT    NOT NULL CHECK (kind IN ('review', 'suit')),
    year             INTEGER NOT NULL,
    number           INTEGER NOT NULL,
    review           TEXT    NOT NULL, -- the review a suit follows, '' for none
    application      TEXT    NOT NULL, -- id of the application in its own ledger
    application_no   TEXT    NOT NULL,
    wanted           TEXT    NOT NULL, -- what the application asked for
    answer_no        TEXT    NOT NULL,
    answer_served_on TEXT    NOT NULL,
    review_first     INTEGER NOT NULL, -- 1: the answer withholds under 条例 14 to 16
    authority        TEXT    NOT NULL, -- 复议机关, 人民法院
    authority_no     TEXT    NOT NULL, -- number of its case
    claim            TEXT    NOT NULL,
    agent            TEXT    NOT NULL, -- who acts for the body
    third            TEXT    NOT NULL, -- sealed: third persons
    opponent         TEXT    NOT NULL, -- sealed: who acts for the other side
    stage            TEXT    NOT NULL CHECK (stage IN ('admitting', 'answering', 'hearing', 'halted', 'pronounced', 'on_appeal', 'performing', 'closed')),
    rev              BIGINT  NOT NULL,
    begun_on         TEXT    NOT NULL,
    concluded_on     TEXT    NOT NULL,
    created_by       TEXT    NOT NULL,
    created_at       BIGINT  NOT NULL,
    UNIQUE (body, kind, year, number)
);
CREATE INDEX contest_of_body ON contest_case (body, stage, id);
CREATE INDEX contest_of_application ON contest_case (application, id);

-- What happened, in the order in which it was put down. Only added to.
CREATE TABLE contest_event (
    contest    TEXT    NOT NULL REFERENCES contest_case (id),
    seq        INTEGER NOT NULL,
    payload    TEXT    NOT NULL, -- JSON of the book's Event
    note       TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    PRIMARY KEY (contest, seq)
);

-- The list of evidence and norms. A line that should not stand there is struck.
CREATE TABLE contest_evidence (
    id         TEXT    NOT NULL PRIMARY KEY,
    contest    TEXT    NOT NULL REFERENCES contest_case (id),
    seq        INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    proves     TEXT    NOT NULL,
    made_on    TEXT    NOT NULL, -- '' where it has no day
    permitted  INTEGER NOT NULL, -- 1: the authority or the court let it be added
    added_by   TEXT    NOT NULL,
    added_at   BIGINT  NOT NULL,
    struck_by  TEXT    NOT NULL DEFAULT '',
    struck_why TEXT    NOT NULL DEFAULT '',
    UNIQUE (contest, seq)
);
