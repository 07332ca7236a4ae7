-- +goose Up
-- What applications are found by: keyed digests of the pairs of characters of
-- what they ask for, and never a word of it. Made by a later job.
CREATE TABLE request_token_of (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE request_token USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
