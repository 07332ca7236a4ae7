-- +goose Up
-- The mark under which a letter was numbered; a body may change its mark, the
-- letters it has sent keep theirs.
ALTER TABLE request_letter ADD COLUMN mark TEXT NOT NULL DEFAULT '';
