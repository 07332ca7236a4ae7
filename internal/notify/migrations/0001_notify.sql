-- +goose Up
-- recipient and content are sealed; error never names the recipient.
CREATE TABLE notify_outbox (
	id        TEXT PRIMARY KEY,
	body      TEXT NOT NULL,
	recipient TEXT NOT NULL,
	subject   TEXT NOT NULL,
	content   TEXT NOT NULL,
	state     TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'off')),
	error     TEXT NOT NULL DEFAULT '',
	made_at   BIGINT NOT NULL,
	ended_at  BIGINT
);
CREATE INDEX notify_outbox_body ON notify_outbox (body, id);
