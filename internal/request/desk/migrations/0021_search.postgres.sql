-- +goose Up
-- What applications are found by: keyed digests of the pairs of characters of
-- what they ask for, and never a word of it. Made by a later job.
CREATE TABLE request_token (id TEXT NOT NULL PRIMARY KEY, tokens TEXT[] NOT NULL);
CREATE INDEX request_token_tokens ON request_token USING gin (tokens);
