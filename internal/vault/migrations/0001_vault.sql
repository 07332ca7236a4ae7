-- +goose Up
-- Which keys the data was made with, so that a ring that lacks one is refused
-- before anything is lost under another. proof tells whether a key is the same,
-- and nothing about it.
CREATE TABLE vault_key (
	id      TEXT PRIMARY KEY,
	purpose TEXT NOT NULL,
	proof   TEXT NOT NULL,
	noted   BIGINT NOT NULL
);
