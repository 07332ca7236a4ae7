-- +goose Up
-- One version of one year's holiday arrangement. A row's content never changes;
-- taking it back fills the three columns at the end.
CREATE TABLE almanac_year (
    id           TEXT    NOT NULL PRIMARY KEY,
    year         INTEGER NOT NULL,
    version      INTEGER NOT NULL CHECK (version > 0),
    days         TEXT    NOT NULL,
    number       TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    announced_on TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    entered_by   TEXT    NOT NULL,
    entered_at   BIGINT  NOT NULL,
    voided_by    TEXT    NOT NULL DEFAULT '',
    voided_at    BIGINT,
    void_reason  TEXT    NOT NULL DEFAULT '',
    UNIQUE (year, version)
);

-- Every change counts it up, so that each server knows that the calendar it
-- remembers is old.
CREATE TABLE almanac_stamp (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    n  BIGINT  NOT NULL
);
INSERT INTO almanac_stamp (id, n) VALUES (1, 0);

-- When the program began to ask for a year's arrangement.
CREATE TABLE almanac_notice (
    year    INTEGER NOT NULL PRIMARY KEY,
    made_at BIGINT  NOT NULL
);
