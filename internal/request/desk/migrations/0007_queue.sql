-- +goose Up
-- Where an application stands in the queue: 0 its clock runs, 1 it is stopped,
-- 2 it waits for a step without a clock (not confirmed, or ended by the clock
-- with its letter still to go out), 3 done. Kept by every move.
ALTER TABLE request_case ADD COLUMN lane INTEGER NOT NULL DEFAULT 2 CHECK (lane IN (0, 1, 2, 3));
UPDATE request_case SET lane = CASE
    WHEN closed_on <> '' AND state IN ('answered', 'ceased', 'archived') THEN 3
    WHEN closed_on <> '' OR received_on = '' THEN 2
    WHEN clock = 'stopped' OR due_on = '' THEN 1
    ELSE 0 END;
CREATE INDEX request_queue ON request_case (body, lane, due_on, id);
CREATE INDEX request_mine ON request_case (body, handler, lane, due_on, id);
CREATE INDEX request_unit ON request_case (body, unit, lane, due_on, id);
CREATE INDEX request_done ON request_case (body, lane, closed_on, id);
DROP INDEX request_open; -- (body, closed_on, due_on, id), which the four above replace
DROP INDEX request_counted;
CREATE INDEX request_counted ON request_case (body, received_year, ended_year, report_row, applicant_kind, id);

-- Table three's counters: how many applications of a kind were received in a
-- year and count in a year (0: not yet) in a row. Changed in the transaction
-- that moves an application; `requests recount` proves them.
CREATE TABLE request_count (
    body           TEXT    NOT NULL,
    received_year  INTEGER NOT NULL,
    counted_year   INTEGER NOT NULL,
    report_row     INTEGER NOT NULL,
    applicant_kind TEXT    NOT NULL,
    n              BIGINT  NOT NULL,
    PRIMARY KEY (body, received_year, counted_year, report_row, applicant_kind)
);
INSERT INTO request_count (body, received_year, counted_year, report_row, applicant_kind, n)
SELECT body, received_year, ended_year, report_row, applicant_kind, COUNT(*) FROM request_case WHERE received_year > 0
GROUP BY body, received_year, ended_year, report_row, applicant_kind;

-- The day up to which a daily job has done its work.
CREATE TABLE request_chore (
    name TEXT NOT NULL PRIMARY KEY,
    day  TEXT NOT NULL
);

-- After how many years from its end an application is made anonymous, per body;
-- none, never.
CREATE TABLE request_retention (
    body   TEXT    NOT NULL PRIMARY KEY,
    years  INTEGER NOT NULL CHECK (years BETWEEN 0 AND 100), -- 0: never
    basis  TEXT    NOT NULL,
    set_by TEXT    NOT NULL,
    set_at BIGINT  NOT NULL
);
