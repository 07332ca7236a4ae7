-- +goose Up
-- A contact with the hotline and, where it is a valid one, its work order.
CREATE TABLE hotline_order (
  id           TEXT PRIMARY KEY,
  body         TEXT NOT NULL,
  no           TEXT NOT NULL,              -- 12345-20261120-00418
  day          TEXT NOT NULL,              -- of the contact
  year         INTEGER NOT NULL,
  month        INTEGER NOT NULL,
  channel      TEXT NOT NULL,
  category     TEXT NOT NULL,              -- '' for an invalid contact
  handling     TEXT NOT NULL,
  invalid      TEXT NOT NULL,              -- why it is no valid contact; '' for a valid one
  counts       INTEGER NOT NULL,           -- 0 for a part that was split off
  urgency      TEXT NOT NULL,
  subject      TEXT NOT NULL,
  place        TEXT NOT NULL,              -- where it is about
  title        TEXT NOT NULL,
  content      TEXT NOT NULL,
  confidential INTEGER NOT NULL,           -- the unit does not see the caller
  no_reply     INTEGER NOT NULL,           -- the caller wants no answer
  caller       TEXT NOT NULL,              -- sealed
  phone        TEXT NOT NULL,              -- sealed
  phone_index  TEXT NOT NULL,
  address      TEXT NOT NULL,              -- sealed
  accused      TEXT NOT NULL,              -- body or unit that a report on wrongdoing accuses
  state        TEXT NOT NULL,
  rev          BIGINT NOT NULL,
  unit         TEXT NOT NULL,              -- body or unit that leads
  co           TEXT NOT NULL,              -- JSON: those that help
  into_order   TEXT NOT NULL,              -- merged: the order that does the work
  due_at       BIGINT NOT NULL,            -- for sorting only; 0 where nothing runs
  seen_from    BIGINT NOT NULL,            -- the unit sees it from this instant on
  created_by   TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  closed_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX hotline_order_no ON hotline_order (body, no);
CREATE INDEX hotline_order_board ON hotline_order (body, state, due_at, id);
CREATE INDEX hotline_order_unit ON hotline_order (unit, state, due_at, id);
CREATE INDEX hotline_order_phone ON hotline_order (body, phone_index, id);
CREATE INDEX hotline_order_subject ON hotline_order (body, subject, day, id);
CREATE INDEX hotline_order_month ON hotline_order (body, year, month, id);
CREATE INDEX hotline_order_into ON hotline_order (into_order, id);

CREATE TABLE hotline_event (
  matter     TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  payload    TEXT NOT NULL,
  note       TEXT NOT NULL,
  person     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (matter, seq)
);

-- People whom a report on wrongdoing accuses.
CREATE TABLE hotline_named (
  person TEXT NOT NULL,
  matter TEXT NOT NULL,
  PRIMARY KEY (person, matter)
);
CREATE INDEX hotline_named_matter ON hotline_named (matter);

-- Places that help with an order.
CREATE TABLE hotline_helper (
  unit   TEXT NOT NULL,
  matter TEXT NOT NULL,
  PRIMARY KEY (unit, matter)
);
CREATE INDEX hotline_helper_matter ON hotline_helper (matter);

CREATE TABLE hotline_number (
  body TEXT NOT NULL,
  year INTEGER NOT NULL,
  kind TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (body, year, kind)
);

-- How many contacts there were, by what they count as.
CREATE TABLE hotline_count (
  body     TEXT NOT NULL,
  year     INTEGER NOT NULL,
  month    INTEGER NOT NULL,
  category TEXT NOT NULL,
  handling TEXT NOT NULL,
  invalid  TEXT NOT NULL,
  accused  TEXT NOT NULL,
  n        BIGINT NOT NULL,
  PRIMARY KEY (body, year, month, category, handling, invalid, accused)
);

-- Which local profile holds from which day on.
CREATE TABLE hotline_profile (
  body     TEXT NOT NULL,
  from_day TEXT NOT NULL,
  profile  TEXT NOT NULL,
  set_by   TEXT NOT NULL,
  set_at   BIGINT NOT NULL,
  PRIMARY KEY (body, from_day)
);

-- The catalogue of dispatch.
CREATE TABLE hotline_item (
  id        TEXT PRIMARY KEY,
  body      TEXT NOT NULL,
  code      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  area      TEXT NOT NULL,
  unit      TEXT NOT NULL,
  co        TEXT NOT NULL,
  from_day  TEXT NOT NULL,
  until_day TEXT NOT NULL,
  added_by  TEXT NOT NULL,
  added_at  BIGINT NOT NULL
);
CREATE INDEX hotline_item_body ON hotline_item (body, code, id);
