-- +goose Up
-- What the whole life of an application needs beside its intake. closed_on is
-- the day on which the application stands ended now; ended_year and report_row
-- say where it counts, which a later order to answer anew does not move.
ALTER TABLE request_case ADD COLUMN email TEXT NOT NULL DEFAULT '';          -- sealed
ALTER TABLE request_case ADD COLUMN identity_index TEXT NOT NULL DEFAULT '';
ALTER TABLE request_case ADD COLUMN help TEXT NOT NULL DEFAULT '';           -- help wanted (条例 43), words separated by commas
ALTER TABLE request_case ADD COLUMN taken_by TEXT NOT NULL DEFAULT '';       -- who wrote down an oral application (条例 29①)
ALTER TABLE request_case ADD COLUMN unit TEXT NOT NULL DEFAULT '';           -- unit that deals with it
ALTER TABLE request_case ADD COLUMN handler TEXT NOT NULL DEFAULT '';        -- person who deals with it
ALTER TABLE request_case ADD COLUMN group_id TEXT NOT NULL DEFAULT '';       -- mass-identical applications decided once
ALTER TABLE request_case ADD COLUMN split_from TEXT NOT NULL DEFAULT '';     -- application it was split from (一事一申请)
ALTER TABLE request_case ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';    -- application it was merged into
ALTER TABLE request_case ADD COLUMN clock TEXT NOT NULL DEFAULT 'not_started' CHECK (clock IN ('not_started', 'running', 'stopped', 'ended', 'overdue')); -- as of its last act
ALTER TABLE request_case ADD COLUMN closed_on TEXT NOT NULL DEFAULT '';
ALTER TABLE request_case ADD COLUMN purged_on TEXT NOT NULL DEFAULT '';      -- the applicant's data were made anonymous
UPDATE request_case SET closed_on = CAST(ended_year AS TEXT) || '-12-31', clock = 'ended' WHERE ended_year > 0;
DROP INDEX request_open;
CREATE INDEX request_open ON request_case (body, closed_on, due_on, id);
CREATE INDEX request_identity ON request_case (body, identity_index, id);
CREATE INDEX request_group ON request_case (group_id, id);

-- Letters of every kind, not only answers; one that was signed may be voided,
-- its number stays. seq is the event a letter announced.
CREATE TABLE request_letter_whole (
    id          TEXT    NOT NULL PRIMARY KEY,
    request     TEXT    NOT NULL REFERENCES request_case (id),
    body        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    basis       TEXT    NOT NULL,
    elements    TEXT    NOT NULL, -- sealed JSON of the elements and the grounds
    addressee   TEXT    NOT NULL DEFAULT '', -- sealed; '' is the applicant
    state       TEXT    NOT NULL CHECK (state IN ('draft', 'returned', 'signed', 'served', 'voided')),
    seq         INTEGER NOT NULL DEFAULT 0,
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
    voided_by   TEXT    NOT NULL DEFAULT '',
    voided_on   TEXT    NOT NULL DEFAULT '',
    void_reason TEXT    NOT NULL DEFAULT '',
    replaces    TEXT    NOT NULL DEFAULT '', -- letter it takes the place of
    UNIQUE (body, year, number)
);
INSERT INTO request_letter_whole (id, request, body, kind, outcome, basis, elements, state, year, number, drafted_by, drafted_at, passed_by, screened_by,
    signed_by, signed_on, served_on, served_how, proof, note)
SELECT id, request, body, kind, outcome, basis, elements, state, year, number, drafted_by, drafted_at, passed_by, screened_by,
    signed_by, signed_on, served_on, served_how, proof, note FROM request_letter;
DROP TABLE request_letter;
ALTER TABLE request_letter_whole RENAME TO request_letter;
CREATE INDEX request_letter_of ON request_letter (request, drafted_at, id);
