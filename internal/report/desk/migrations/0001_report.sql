-- +goose Up
-- One row a version of one body's report of one year. Version 1 is the first;
-- a later one is a restatement, and says why and which it restates. A row is
-- never deleted; once published its content stands in frozen and changes no more.
CREATE TABLE report (
    id           TEXT    NOT NULL PRIMARY KEY,
    body         TEXT    NOT NULL,
    year         INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('own', 'imported')),
    state        TEXT    NOT NULL CHECK (state IN ('drafting', 'in_review', 'returned', 'reviewed', 'issued', 'published', 'restated', 'void')),
    format       TEXT    NOT NULL,
    rev          BIGINT  NOT NULL,
    created_by   TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL,
    submitted_by TEXT    NOT NULL DEFAULT '',
    reviewed_by  TEXT    NOT NULL DEFAULT '',
    issued_by    TEXT    NOT NULL DEFAULT '',
    published_on TEXT    NOT NULL DEFAULT '',
    delivered_on TEXT    NOT NULL DEFAULT '', -- handed to the department in charge, 条例 49①
    restates     TEXT    NOT NULL DEFAULT '',
    reason       TEXT    NOT NULL DEFAULT '',
    frozen       TEXT    NOT NULL DEFAULT '',
    source_name  TEXT    NOT NULL DEFAULT '',
    source_blob  TEXT    NOT NULL DEFAULT '',
    UNIQUE (body, year, version)
);
CREATE INDEX report_by_year ON report (year, body, version);

-- Where a figure of a report comes from. Totals are not kept: they are added up.
CREATE TABLE report_value (
    report     TEXT   NOT NULL REFERENCES report (id),
    cell       TEXT   NOT NULL,
    n          BIGINT,          -- NULL: not filled; money in 分
    printed    TEXT   NOT NULL, -- shares and other figures that are no whole number
    source     TEXT   NOT NULL CHECK (source IN ('counted', 'carried', 'entered')),
    person     TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    rev        BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (report, cell)
);

CREATE TABLE report_section (
    report     TEXT    NOT NULL REFERENCES report (id),
    part       INTEGER NOT NULL,
    body       TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    rev        BIGINT  NOT NULL,
    changed_at BIGINT  NOT NULL,
    PRIMARY KEY (report, part)
);

-- Why a doubt (a warning) is left as it is.
CREATE TABLE report_answer (
    report     TEXT   NOT NULL REFERENCES report (id),
    finding    TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    person     TEXT   NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (report, finding)
);

CREATE TABLE report_step (
    id         TEXT   NOT NULL PRIMARY KEY,
    report     TEXT   NOT NULL REFERENCES report (id),
    step       TEXT   NOT NULL,
    from_state TEXT   NOT NULL,
    to_state   TEXT   NOT NULL,
    person     TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    taken_at   BIGINT NOT NULL
);
CREATE INDEX report_step_of ON report_step (report, taken_at, id);
