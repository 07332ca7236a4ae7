-- +goose Up
-- The day by which a report is published where the statute sets none (乡镇, 街道,
-- 公共企事业单位: 条例 55①), as a person put it down; '' elsewhere.
ALTER TABLE report ADD COLUMN due TEXT NOT NULL DEFAULT '';
