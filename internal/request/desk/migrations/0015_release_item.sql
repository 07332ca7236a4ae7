-- +goose Up

-- Whether anybody has said whom an item is released to; what was kept before
-- this stands as said.
ALTER TABLE request_item ADD COLUMN marked INTEGER NOT NULL DEFAULT 1;

-- The item of an answer that a text for the public is about; '' and 0 where
-- nothing in the answer was marked. An item has one text that waits or stands.
ALTER TABLE request_release ADD COLUMN letter TEXT NOT NULL DEFAULT '';
ALTER TABLE request_release ADD COLUMN item INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX request_release_item ON request_release (letter, item) WHERE letter <> '' AND state IN ('draft', 'passed', 'public');
