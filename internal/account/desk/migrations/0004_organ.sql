-- +goose Up
-- A body's kind where the older list of kinds does not hold it: an organ that a
-- government has sent out (派出机关：街道办事处、行政公署). "" is what kind says.
ALTER TABLE body ADD COLUMN sort TEXT NOT NULL DEFAULT '' CHECK (sort IN ('', 'dispatched_organ'));
