-- +goose Up
-- What people have found, or put on record beside the events: it moves no clock,
-- but steps rest on it. Only added to.
CREATE TABLE request_finding (
    id         TEXT    NOT NULL PRIMARY KEY,
    request    TEXT    NOT NULL REFERENCES request_case (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('guidance', 'reasons', 'excessive', 'no_cause', 'at_once', 'archive')),
    content    TEXT    NOT NULL,
    seq        INTEGER NOT NULL, -- of the last event at the time
    person     TEXT    NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX request_finding_of ON request_finding (request, created_at, id);

-- Questions to third parties (条例 32) and other organs (34, 11). The days are
-- those of the events asked_seq and answered_seq; the last day is found anew each
-- time.
CREATE TABLE request_hearing (
    id           TEXT    NOT NULL PRIMARY KEY,
    request      TEXT    NOT NULL REFERENCES request_case (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('third', 'joint', 'organ')),
    party        TEXT    NOT NULL, -- sealed
    contact      TEXT    NOT NULL, -- sealed
    asked_seq    INTEGER NOT NULL,
    asked_on     TEXT    NOT NULL,
    delivered_on TEXT    NOT NULL DEFAULT '',
    proof        TEXT    NOT NULL DEFAULT '',
    answered_seq INTEGER NOT NULL DEFAULT 0,
    answered_on  TEXT    NOT NULL DEFAULT '',
    opinion      TEXT    NOT NULL DEFAULT '' CHECK (opinion IN ('', 'agreed', 'objected', 'silent')),
    said         TEXT    NOT NULL DEFAULT '', -- sealed
    reason_sound TEXT    NOT NULL DEFAULT '' CHECK (reason_sound IN ('', 'yes', 'no')),
    public_good  TEXT    NOT NULL DEFAULT '' CHECK (public_good IN ('', 'yes', 'no')),
    undone_seq   INTEGER NOT NULL DEFAULT 0, -- of the event that took the question back
    person       TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL
);
CREATE INDEX request_hearing_of ON request_hearing (request, asked_seq, id);

-- Fee notices (国办函〔2020〕109号), by the item or by the page.
CREATE TABLE request_fee (
    id         TEXT    NOT NULL PRIMARY KEY,
    request    TEXT    NOT NULL REFERENCES request_case (id),
    seq        INTEGER NOT NULL, -- of the event
    basis      TEXT    NOT NULL CHECK (basis IN ('items', 'pages')),
    parts      INTEGER NOT NULL,
    already    INTEGER NOT NULL, -- items counted before in the same calendar month
    month      TEXT    NOT NULL,
    amount     BIGINT  NOT NULL, -- 分
    tiers      TEXT    NOT NULL, -- JSON of the book's tiers
    pay_how    TEXT    NOT NULL,
    paid_seq   INTEGER NOT NULL DEFAULT 0,
    paid_on    TEXT    NOT NULL DEFAULT '',
    receipt    TEXT    NOT NULL DEFAULT '', -- number of the treasury's receipt
    undone_seq INTEGER NOT NULL DEFAULT 0,
    person     TEXT    NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX request_fee_of ON request_fee (request, seq, id);
CREATE INDEX request_fee_paid ON request_fee (paid_on, request);
