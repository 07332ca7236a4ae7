-- +goose Up
CREATE TABLE idempotency (
	body   TEXT NOT NULL,
	key    TEXT NOT NULL,
	act    TEXT NOT NULL,
	print  TEXT NOT NULL,
	result TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (body, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
