-- +goose Up
-- Starred numbers as files show them, each with a blind index of the name beside
-- it: what several files of a body tell together is judged from these rows.
CREATE TABLE screening_mask (
  file    TEXT NOT NULL,
  nr      BIGINT NOT NULL,
  body    TEXT NOT NULL,
  who     TEXT NOT NULL,
  digits  TEXT NOT NULL,
  place   TEXT NOT NULL,
  at_char BIGINT NOT NULL,
  PRIMARY KEY (file, nr)
);
CREATE INDEX screening_mask_of ON screening_mask (body, who);
