-- +goose Up
-- The name beside a starred number as it is usually starred, as a blind index: a
-- whole name in one place is judged beside the starred one in another.
ALTER TABLE screening_mask ADD COLUMN form TEXT NOT NULL DEFAULT '';
CREATE INDEX screening_mask_form ON screening_mask (body, form);
-- Starred numbers in texts that are or will be public, as those of files are kept.
-- The digits are those that the text shows to everybody.
CREATE TABLE screening_published_mask (
  source  TEXT NOT NULL,
  text    TEXT NOT NULL,
  nr      BIGINT NOT NULL,
  body    TEXT NOT NULL,
  who     TEXT NOT NULL,
  form    TEXT NOT NULL,
  digits  TEXT NOT NULL,
  place   TEXT NOT NULL,
  at_char BIGINT NOT NULL,
  PRIMARY KEY (source, text, nr)
);
CREATE INDEX screening_published_mask_of ON screening_published_mask (body, who);
CREATE INDEX screening_published_mask_form ON screening_published_mask (body, form);
