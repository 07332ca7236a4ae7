-- +goose Up
-- Columns whose text was once kept open and is sealed in place now, with the pages
-- that held it written anew.
CREATE TABLE vault_sealed (
	place TEXT PRIMARY KEY, -- table.column
	at    BIGINT NOT NULL
);
