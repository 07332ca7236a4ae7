-- +goose Up
-- Somebody's password and factors are to be taken away: one administrator has
-- asked, another has to confirm. Of the set-up code only a hash is kept.
CREATE TABLE reset_wish (
    person_id TEXT   NOT NULL PRIMARY KEY REFERENCES person (id),
    body_id   TEXT   NOT NULL REFERENCES body (id),
    asked_by  TEXT   NOT NULL REFERENCES person (id),
    asked_at  BIGINT NOT NULL,
    reason    TEXT   NOT NULL,
    code_hash TEXT   NOT NULL
);
CREATE INDEX reset_wish_by_body ON reset_wish (body_id, asked_at);
-- A link of a reset is of use only with the code that the other administrator has.
ALTER TABLE setup_token ADD COLUMN code_hash TEXT NOT NULL DEFAULT '';

-- Networks from which an account has been signed in to: under the hash of login
-- name and network.
CREATE TABLE known_network (
    key     TEXT   NOT NULL PRIMARY KEY,
    last_at BIGINT NOT NULL
);
CREATE INDEX known_network_by_age ON known_network (last_at);
