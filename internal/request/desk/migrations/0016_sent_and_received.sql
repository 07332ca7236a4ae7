-- +goose Up

-- A letter that was sent outside the system before its event was put down: what
-- makes an earlier day believable. scan is the id of a file of the application.
CREATE TABLE request_outside (
  request TEXT NOT NULL REFERENCES request_case (id),
  seq INTEGER NOT NULL,
  number TEXT NOT NULL,
  proof TEXT NOT NULL,
  scan TEXT NOT NULL,
  person TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (request, seq)
);

-- The receipt of an answer: its day may be put down long after the answer was
-- sent. way is one of the ways of service that the law tells apart.
CREATE TABLE request_receipt (
  letter TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES request_case (id),
  received_on TEXT NOT NULL,
  way TEXT NOT NULL,
  proof TEXT NOT NULL,
  person TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX request_receipt_request ON request_receipt (request);
