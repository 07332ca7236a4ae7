-- +goose Up

-- The day an answer left the body and the day it reached the applicant are two.
-- What was kept before was the first: of the second nothing is known.
ALTER TABLE contest_case ADD COLUMN answer_sent_on TEXT NOT NULL DEFAULT '';
UPDATE contest_case SET answer_sent_on = answer_served_on, answer_served_on = '';
