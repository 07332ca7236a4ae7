-- +goose Up
-- Numbers without gaps: the last one given, per body, year and kind.
CREATE TABLE publication_number (
    body TEXT    NOT NULL,
    year INTEGER NOT NULL,
    kind TEXT    NOT NULL CHECK (kind IN ('index')),
    last INTEGER NOT NULL,
    PRIMARY KEY (body, year, kind)
);

-- One document that is or may become public of the body's own accord (条例 19 to
-- 26). Days are '' where there is none. Never deleted; what should never have
-- been public loses its title and its text, and keeps the digest of them.
CREATE TABLE publication_item (
    id              TEXT    NOT NULL PRIMARY KEY,
    body            TEXT    NOT NULL,
    rev             BIGINT  NOT NULL,
    kind            TEXT    NOT NULL,
    entry           TEXT    NOT NULL, -- of the statutory catalogue
    title           TEXT    NOT NULL,
    content         TEXT    NOT NULL,
    document_number TEXT    NOT NULL, -- 发文字号
    record_number   TEXT    NOT NULL, -- of a normative document
    index_number    TEXT    NOT NULL, -- 索引号, given when it becomes public
    openness        TEXT    NOT NULL CHECK (openness IN ('', 'proactive', 'on_request', 'withheld')),
    ground          TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    formed_on       TEXT    NOT NULL, -- the day on the document
    began_on        TEXT    NOT NULL, -- the day that starts its clock
    effective_on    TEXT    NOT NULL,
    until_on        TEXT    NOT NULL, -- the last day it holds
    repealed_on     TEXT    NOT NULL,
    replaces        TEXT    NOT NULL, -- number of the document it takes the place of
    successor       TEXT    NOT NULL, -- id of what took its place
    corrects        TEXT    NOT NULL, -- id of what it corrects
    lane            TEXT    NOT NULL CHECK (lane IN ('work', 'public', 'ended')),
    state           TEXT    NOT NULL CHECK (state IN ('draft', 'first', 'section', 'secrecy', 'referred', 'signature', 'scheduled', 'public', 'filed', 'withdrawn', 'discarded')),
    version         INTEGER NOT NULL, -- of the text that was handed in last
    due_on          TEXT    NOT NULL,
    publish_on      TEXT    NOT NULL, -- the day that was signed for
    public_on       TEXT    NOT NULL,
    public_at       BIGINT,
    counted_year    INTEGER NOT NULL, -- of the annual report, 0 for what does not count
    withdrawal      TEXT    NOT NULL CHECK (withdrawal IN ('', 'corrected', 'revoked', 'ended', 'mistaken')),
    withdrawn_on    TEXT    NOT NULL,
    why             TEXT    NOT NULL, -- what the notice at its address says
    digest          TEXT    NOT NULL, -- of a text that was taken out of the record
    drafted_by      TEXT    NOT NULL,
    drafted_at      BIGINT  NOT NULL,
    edited_by       TEXT    NOT NULL
);
CREATE INDEX publication_item_lane ON publication_item (body, lane, due_on, id);
CREATE INDEX publication_item_public ON publication_item (body, state, public_on, id);
CREATE INDEX publication_item_entry ON publication_item (body, state, entry, public_on, id);
CREATE INDEX publication_item_year ON publication_item (body, counted_year, public_on, id);
CREATE INDEX publication_item_normative ON publication_item (body, public_on, id) WHERE kind = 'normative' AND public_on > '';
CREATE INDEX publication_item_number ON publication_item (body, document_number);
CREATE INDEX publication_item_scheduled ON publication_item (publish_on, id) WHERE state = 'scheduled';

-- How many documents count in a year, by kind.
CREATE TABLE publication_count (
    body         TEXT    NOT NULL,
    counted_year INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    n            BIGINT  NOT NULL,
    PRIMARY KEY (body, counted_year, kind)
);

-- The text as it was handed in, each time.
CREATE TABLE publication_version (
    item    TEXT    NOT NULL REFERENCES publication_item (id),
    seq     INTEGER NOT NULL,
    title   TEXT    NOT NULL,
    content TEXT    NOT NULL,
    digest  TEXT    NOT NULL,
    made_by TEXT    NOT NULL,
    made_at BIGINT  NOT NULL,
    PRIMARY KEY (item, seq)
);

-- What happened, in order. Only added to.
CREATE TABLE publication_event (
    item       TEXT    NOT NULL REFERENCES publication_item (id),
    seq        INTEGER NOT NULL,
    payload    TEXT    NOT NULL, -- JSON of the book's Event
    note       TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    PRIMARY KEY (item, seq)
);
