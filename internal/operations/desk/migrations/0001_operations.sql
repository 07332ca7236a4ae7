-- +goose Up
-- What was done to keep a copy of the instance. ended is 0 while it is under
-- way; slot and attempt keep two servers from doing the same one.
CREATE TABLE backup_run (
	id        TEXT PRIMARY KEY,
	slot      TEXT NOT NULL,
	attempt   INTEGER NOT NULL,
	made_by   TEXT NOT NULL,
	began     BIGINT NOT NULL,
	ended     BIGINT NOT NULL,
	file      TEXT NOT NULL,
	backup    TEXT NOT NULL,
	size      BIGINT NOT NULL,
	base      TEXT NOT NULL,
	encrypted INTEGER NOT NULL,
	failure   TEXT NOT NULL,
	UNIQUE (slot, attempt)
);
CREATE INDEX backup_run_began ON backup_run (began);
