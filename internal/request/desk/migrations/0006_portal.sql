-- +goose Up
-- Questions after progress, counted so that guessing is throttled: on every
-- server alike. bucket is a keyed digest of an address prefix or a telephone
-- number, or 'all'. No record of legal weight; old slots are removed.
CREATE TABLE request_try (
    body   TEXT    NOT NULL,
    bucket TEXT    NOT NULL,
    slot   BIGINT  NOT NULL, -- minute in which the count begins
    n      INTEGER NOT NULL,
    PRIMARY KEY (body, bucket, slot)
);
CREATE INDEX request_try_slot ON request_try (slot);

-- What an applicant says of the answer; it may be changed as often as wished.
CREATE TABLE request_rating (
    request  TEXT    NOT NULL PRIMARY KEY REFERENCES request_case (id),
    body     TEXT    NOT NULL,
    verdict  TEXT    NOT NULL CHECK (verdict IN ('solved', 'half_way', 'disagrees', 'not_it', 'not_clear')),
    rated_on TEXT    NOT NULL,
    changes  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX request_rating_of ON request_rating (body, rated_on, verdict);

-- What an applicant says beyond the steps of the workflow: reasons that were
-- asked for (条例 35), a demand to correct a record (41), a suggestion to publish
-- of one's own accord (44②). said and told are sealed.
CREATE TABLE request_voice (
    id         TEXT   NOT NULL PRIMARY KEY,
    request    TEXT   NOT NULL REFERENCES request_case (id),
    body       TEXT   NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('reasons', 'rectify', 'publish')),
    said       TEXT   NOT NULL,
    said_on    TEXT   NOT NULL,
    result     TEXT   NOT NULL DEFAULT '', -- what was found; '' while it waits
    told       TEXT   NOT NULL DEFAULT '', -- what the applicant is told
    settled_by TEXT   NOT NULL DEFAULT '',
    settled_on TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX request_voice_of ON request_voice (request, said_on, id);
CREATE INDEX request_voice_open ON request_voice (body, result, said_on, id);

-- The guide of 条例 12②. Never changed: what changes is a new version. content
-- is what the body wrote, shown all that the guide said on that day.
CREATE TABLE request_guide (
    id         TEXT    NOT NULL PRIMARY KEY,
    body       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    content    TEXT    NOT NULL, -- JSON of the fields the body filled in
    shown      TEXT    NOT NULL, -- JSON of the fields as shown
    changed_on TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    BIGINT  NOT NULL,
    UNIQUE (body, version)
);

-- An answer as the public may read it: a text prepared by one person and passed
-- by another, with nothing of the applicant. Withdrawn ones stay with the reason.
CREATE TABLE request_release (
    id           TEXT    NOT NULL PRIMARY KEY,
    request      TEXT    NOT NULL REFERENCES request_case (id),
    body         TEXT    NOT NULL,
    rev          BIGINT  NOT NULL,
    title        TEXT    NOT NULL,
    asked        TEXT    NOT NULL,
    answered     TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    answered_on  TEXT    NOT NULL,
    days         INTEGER NOT NULL, -- working days after it was passed
    state        TEXT    NOT NULL CHECK (state IN ('draft', 'returned', 'passed', 'public', 'withdrawn')),
    due_on       TEXT    NOT NULL DEFAULT '',
    public_on    TEXT    NOT NULL DEFAULT '',
    public_at    BIGINT  NOT NULL DEFAULT 0,
    drafted_by   TEXT    NOT NULL,
    drafted_at   BIGINT  NOT NULL,
    passed_by    TEXT    NOT NULL DEFAULT '',
    passed_on    TEXT    NOT NULL DEFAULT '',
    withdrawn_by TEXT    NOT NULL DEFAULT '',
    withdrawn_on TEXT    NOT NULL DEFAULT '',
    note         TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX request_release_public ON request_release (body, state, public_on, id);
CREATE INDEX request_release_of ON request_release (request, drafted_at, id);

-- Several applicants asked for the same (条例 44①): a suggestion to publish it,
-- kept with what was decided.
CREATE TABLE request_echo (
    id         TEXT    NOT NULL PRIMARY KEY,
    body       TEXT    NOT NULL,
    lead       TEXT    NOT NULL REFERENCES request_case (id),
    people     INTEGER NOT NULL, -- applicants, when it was last counted
    state      TEXT    NOT NULL CHECK (state IN ('open', 'done', 'declined')),
    href       TEXT    NOT NULL DEFAULT '', -- where it was published
    reason     TEXT    NOT NULL DEFAULT '',
    decided_by TEXT    NOT NULL DEFAULT '',
    decided_on TEXT    NOT NULL DEFAULT '',
    found_on   TEXT    NOT NULL,
    rev        BIGINT  NOT NULL
);
CREATE INDEX request_echo_of ON request_echo (body, state, found_on, id);
CREATE TABLE request_echo_member (
    request TEXT NOT NULL PRIMARY KEY REFERENCES request_case (id),
    echo    TEXT NOT NULL REFERENCES request_echo (id)
);
CREATE INDEX request_echo_members ON request_echo_member (echo, request);

-- How a body deals with what it answers; without a row the program's numbers.
CREATE TABLE request_openness (
    body       TEXT    NOT NULL PRIMARY KEY,
    echo_least INTEGER NOT NULL, -- applicants from which the same is suggested for publication
    days       INTEGER NOT NULL, -- working days from passing to publication
    rev        BIGINT  NOT NULL
);
