-- +goose Up
-- Numbers without gaps: the last one given, per body, year and kind of number.
CREATE TABLE request_number (
    body TEXT    NOT NULL,
    year INTEGER NOT NULL,
    kind TEXT    NOT NULL CHECK (kind IN ('case', 'letter')),
    last INTEGER NOT NULL,
    PRIMARY KEY (body, year, kind)
);

-- One application (条例 27, 29). The applicant's data are sealed. due_on,
-- report_row and the years are found anew from the events at every change and
-- stand here for sorting and counting only. Never deleted.
CREATE TABLE request_case (
    id             TEXT    NOT NULL PRIMARY KEY,
    body           TEXT    NOT NULL,
    year           INTEGER NOT NULL,
    number         INTEGER NOT NULL,
    code_hash      TEXT    NOT NULL, -- of the query code, which nobody keeps
    channel        TEXT    NOT NULL CHECK (channel IN ('in_person', 'registered_mail', 'ordinary_mail', 'online', 'fax')),
    applicant_kind TEXT    NOT NULL CHECK (applicant_kind IN ('person', 'business', 'research', 'welfare', 'legal_service', 'other')),
    name           TEXT    NOT NULL, -- sealed
    identity       TEXT    NOT NULL, -- sealed
    phone          TEXT    NOT NULL, -- sealed
    phone_index    TEXT    NOT NULL,
    address        TEXT    NOT NULL, -- sealed
    wanted         TEXT    NOT NULL,
    form           TEXT    NOT NULL,
    submitted_on   TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('unconfirmed', 'handling', 'correcting', 'consulting', 'awaiting_fee', 'drafted', 'screening', 'signing', 'serving', 'answered', 'ceased', 'archived')),
    rev            BIGINT  NOT NULL,
    received_on    TEXT    NOT NULL DEFAULT '',
    received_year  INTEGER NOT NULL DEFAULT 0,
    ended_year     INTEGER NOT NULL DEFAULT 0,
    report_row     INTEGER NOT NULL DEFAULT 0,
    due_on         TEXT    NOT NULL DEFAULT '',
    created_by     TEXT    NOT NULL,
    created_at     BIGINT  NOT NULL,
    UNIQUE (body, year, number)
);
CREATE INDEX request_open ON request_case (body, ended_year, due_on, id);
CREATE INDEX request_counted ON request_case (body, received_year, ended_year, report_row);
CREATE INDEX request_phone ON request_case (body, phone_index, id);

-- What happened, in the order in which it was put down. Only added to.
CREATE TABLE request_event (
    request    TEXT    NOT NULL REFERENCES request_case (id),
    seq        INTEGER NOT NULL,
    payload    TEXT    NOT NULL, -- JSON of the book's Event
    note       TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    PRIMARY KEY (request, seq)
);

-- Answers. A number is given at signing and never again.
CREATE TABLE request_letter (
    id          TEXT    NOT NULL PRIMARY KEY,
    request     TEXT    NOT NULL REFERENCES request_case (id),
    body        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    basis       TEXT    NOT NULL,
    elements    TEXT    NOT NULL, -- sealed JSON of the elements and the grounds
    state       TEXT    NOT NULL CHECK (state IN ('draft', 'returned', 'signed', 'served')),
    year        INTEGER NOT NULL DEFAULT 0,
    number      INTEGER,
    drafted_by  TEXT    NOT NULL,
    drafted_at  BIGINT  NOT NULL,
    passed_by   TEXT    NOT NULL DEFAULT '',
    screened_by TEXT    NOT NULL DEFAULT '',
    signed_by   TEXT    NOT NULL DEFAULT '',
    signed_on   TEXT    NOT NULL DEFAULT '',
    served_on   TEXT    NOT NULL DEFAULT '',
    served_how  TEXT    NOT NULL DEFAULT '',
    proof       TEXT    NOT NULL DEFAULT '',
    note        TEXT    NOT NULL DEFAULT '',
    UNIQUE (body, year, number)
);
CREATE INDEX request_letter_of ON request_letter (request, drafted_at, id);
