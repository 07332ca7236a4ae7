-- +goose Up
-- What applications are found by: keyed digests of the pairs of characters of
-- what they ask for and of the bands by which they resemble each other. The bands
-- stood open in a table of their own, a random page written for each of them. The
-- job makes the index anew; what was made anonymous is in none.
DROP TABLE request_band;
DELETE FROM request_token;
UPDATE request_case SET later = 0 WHERE later > 0 AND wanted <> '（已匿名）';
