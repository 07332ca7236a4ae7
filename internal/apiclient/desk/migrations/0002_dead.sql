-- +goose Up
-- Messages that were set aside are few among those that were ever sent.
CREATE INDEX api_delivery_dead ON api_delivery (body, client) WHERE state = 'dead';
