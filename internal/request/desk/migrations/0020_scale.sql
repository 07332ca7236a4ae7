-- +goose Up
-- The ways through the ledger that hold for any number of applications, also
-- where the database has no statistics. An index of those that are not done
-- (lane <> 3) or done (lane = 3) holds them alone: what is done grows for ever,
-- what is not done does not, and an application that comes in meets fewer of them.
DROP INDEX request_queue;
DROP INDEX request_mine;
DROP INDEX request_unit;
DROP INDEX request_done;
DROP INDEX request_group;
CREATE INDEX request_queue ON request_case (body, lane, due_on, id, state, channel, applicant_kind) WHERE lane <> 3;
CREATE INDEX request_mine ON request_case (body, handler, lane, due_on, id) WHERE lane <> 3 AND handler <> '';
CREATE INDEX request_unit ON request_case (body, unit, lane, due_on, id) WHERE lane <> 3 AND unit <> '';
CREATE INDEX request_done ON request_case (body, closed_on, id) WHERE lane = 3;
CREATE INDEX request_done_state ON request_case (body, state, closed_on, id) WHERE lane = 3;
CREATE INDEX request_done_channel ON request_case (body, channel, closed_on, id) WHERE lane = 3;
CREATE INDEX request_done_kind ON request_case (body, applicant_kind, closed_on, id) WHERE lane = 3;
CREATE INDEX request_done_unit ON request_case (body, unit, closed_on, id) WHERE lane = 3 AND unit <> '';
CREATE INDEX request_done_handler ON request_case (body, handler, closed_on, id) WHERE lane = 3 AND handler <> '';
CREATE INDEX request_kept ON request_case (body, closed_on, id) WHERE lane = 3 AND purged_on = '';
CREATE INDEX request_group ON request_case (group_id, id) WHERE group_id <> '';
-- By the last part of the number, in whatever year.
CREATE INDEX request_number_of ON request_case (body, number, id);
-- What the clock may still move, of all bodies.
CREATE INDEX request_open ON request_case (id) WHERE closed_on = '';

CREATE INDEX request_item_of ON request_item (request, letter, seq);
CREATE INDEX request_letter_replaces ON request_letter (replaces) WHERE replaces <> '';
CREATE INDEX request_release_due ON request_release (due_on, id) WHERE state = 'passed';
CREATE INDEX request_release_draft ON request_release (body, state, drafted_at, id) WHERE state = 'draft';
CREATE INDEX request_release_letter ON request_release (letter, item) WHERE letter <> '';
CREATE INDEX request_errand_done ON request_errand (body, ended_at, id) WHERE state <> 'open';
CREATE INDEX request_errand_due ON request_errand (due_on, id) WHERE state = 'open';

-- Whether somebody who was asked about an open application has not answered yet
-- (1). Kept by every move.
ALTER TABLE request_case ADD COLUMN asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1));
UPDATE request_case SET asked = 1 WHERE closed_on = '' AND id IN (SELECT request FROM request_hearing WHERE answered_seq = 0 AND undone_seq = 0);
CREATE INDEX request_asked ON request_case (body, due_on, id) WHERE asked = 1;
