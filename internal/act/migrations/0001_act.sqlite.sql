-- +goose Up
CREATE TABLE audit_entry (
	seq     INTEGER PRIMARY KEY,
	link    TEXT NOT NULL,
	id      TEXT NOT NULL UNIQUE,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	role    TEXT NOT NULL,
	act     TEXT NOT NULL,
	body    TEXT NOT NULL,
	subject TEXT NOT NULL,
	reason  TEXT NOT NULL,
	detail  TEXT NOT NULL,
	address TEXT NOT NULL
);
CREATE INDEX audit_entry_subject ON audit_entry (subject, seq);
CREATE INDEX audit_entry_body ON audit_entry (body, at);

-- What is written in the log stays as it is. Whoever gets round this is found
-- by the chain.
-- +goose StatementBegin
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN
	SELECT RAISE(ABORT, 'an audit entry is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN
	SELECT RAISE(ABORT, 'an audit entry is never deleted');
END;
-- +goose StatementEnd
