-- +goose Up
-- A contest that no application is behind (over publication, or by third parties:
-- 条例 50①(三), 法释〔2025〕8号 1(四)) has no application and says in wanted what it
-- is about. joined is 1 where the body stands in a suit only as the authority that
-- reviewed another's act (共同被告): it is held apart and counts in no table
-- (国办公开办函〔2016〕201号).
ALTER TABLE contest_case ADD COLUMN joined INTEGER NOT NULL DEFAULT 0;
