-- +goose Up
-- What later jobs have still to do with an application: 0 write down what it is
-- found by, 1 look whether several people ask for the same, 2 nothing. What was
-- kept before this is gone through from the beginning.
ALTER TABLE request_case ADD COLUMN later INTEGER NOT NULL DEFAULT 0 CHECK (later IN (0, 1, 2));
CREATE INDEX request_unindexed ON request_case (body, id) WHERE later = 0;
CREATE INDEX request_uncompared ON request_case (body, id) WHERE later = 1;
-- An application's own bands are made from its text.
DROP INDEX request_band_of;
