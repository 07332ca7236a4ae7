-- +goose Up
-- A file that a ledger keeps, by that file's id, with what was found in it. What
-- was found is kept masked; the key of a finding is a blind index of its value.
CREATE TABLE screening_file (
  id          TEXT PRIMARY KEY,
  source      TEXT NOT NULL,
  body        TEXT NOT NULL,
  owner       TEXT NOT NULL,
  form        TEXT NOT NULL,
  stage       TEXT NOT NULL,
  series      TEXT NOT NULL,
  replaced_by TEXT NOT NULL DEFAULT '',
  going       BIGINT NOT NULL, -- 1: it goes to somebody outside the body
  holds       BIGINT NOT NULL, -- findings that keep it back, counted in the act
  state       TEXT NOT NULL,
  kind        TEXT NOT NULL,
  hash        TEXT NOT NULL,
  added_by    TEXT NOT NULL,
  added_at    BIGINT NOT NULL,
  screened_at BIGINT
);
CREATE INDEX screening_file_of ON screening_file (owner);
CREATE INDEX screening_file_in ON screening_file (body, id);
CREATE INDEX screening_file_held ON screening_file (body) WHERE going = 1 AND replaced_by = '' AND (holds > 0 OR state = 'waiting');
CREATE INDEX screening_file_form ON screening_file (form);

CREATE TABLE screening_finding (
  file     TEXT NOT NULL,
  nr       BIGINT NOT NULL,
  mark     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  severity TEXT NOT NULL,
  masked   TEXT NOT NULL,
  place    TEXT NOT NULL,
  at_char  BIGINT NOT NULL,
  hidden   BIGINT NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (file, nr)
);

-- Decisions stay with what stands in the file's place and with later findings of
-- the same mark; the last one counts.
CREATE TABLE screening_decision (
  id         TEXT PRIMARY KEY,
  series     TEXT NOT NULL,
  mark       TEXT NOT NULL,
  verdict    TEXT NOT NULL,
  ground     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL
);
CREATE INDEX screening_decision_of ON screening_decision (series, mark);

-- The body's own telephones and mailboxes.
CREATE TABLE screening_own (
  id        TEXT PRIMARY KEY,
  body      TEXT NOT NULL,
  value     TEXT NOT NULL,
  keeper    TEXT NOT NULL,
  review_on TEXT NOT NULL,
  added_by  TEXT NOT NULL,
  added_at  BIGINT NOT NULL,
  ended_by  TEXT NOT NULL DEFAULT '',
  ended_at  BIGINT
);
CREATE INDEX screening_own_of ON screening_own (body);

-- Every version of the list of words; the highest counts.
CREATE TABLE screening_words (
  body     TEXT NOT NULL,
  version  BIGINT NOT NULL,
  words    TEXT NOT NULL,
  counted  BIGINT NOT NULL,
  reason   TEXT NOT NULL,
  kept_by  TEXT NOT NULL,
  kept_at  BIGINT NOT NULL,
  PRIMARY KEY (body, version)
);

-- A file with a mark of secrecy: nothing of it but its hash, who brought it and
-- when, and what was reported of it.
CREATE TABLE screening_secret (
  id          TEXT PRIMARY KEY,
  body        TEXT NOT NULL,
  hash        TEXT NOT NULL,
  brought_by  TEXT NOT NULL,
  found_at    BIGINT NOT NULL,
  reported_at BIGINT,
  reported_by TEXT NOT NULL DEFAULT '',
  secrecy     TEXT NOT NULL DEFAULT '',
  superior    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX screening_secret_of ON screening_secret (body, found_at);
