-- +goose Up
-- Systems that may call the API of one body. Never deleted.
CREATE TABLE api_client (
    id            TEXT    NOT NULL PRIMARY KEY,
    body          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    about         TEXT    NOT NULL,
    scopes        TEXT    NOT NULL, -- separated by blanks
    per_minute    INTEGER NOT NULL,
    used_on       TEXT    NOT NULL DEFAULT '',
    rev           BIGINT  NOT NULL DEFAULT 1,
    created_by    TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,
    revoked_by    TEXT    NOT NULL DEFAULT '',
    revoked_at    BIGINT,
    revoke_reason TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX api_client_body ON api_client (body, id);

-- What is kept of a client's secrets: never the secret.
CREATE TABLE api_secret (
    prefix   TEXT   NOT NULL PRIMARY KEY,
    client   TEXT   NOT NULL REFERENCES api_client (id),
    hash     TEXT   NOT NULL,
    made_by  TEXT   NOT NULL,
    made_at  BIGINT NOT NULL,
    ends_at  BIGINT
);
CREATE INDEX api_secret_client ON api_secret (client, made_at, prefix);

-- Where a client wants to be told. secret and old_secret are sealed: they sign.
CREATE TABLE api_endpoint (
    id          TEXT    NOT NULL PRIMARY KEY,
    client      TEXT    NOT NULL REFERENCES api_client (id),
    body        TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    events      TEXT    NOT NULL, -- separated by blanks; '' is all
    secret      TEXT    NOT NULL,
    old_secret  TEXT    NOT NULL DEFAULT '',
    old_ends_at BIGINT,
    state       TEXT    NOT NULL CHECK (state IN ('on', 'off')),
    last        BIGINT  NOT NULL DEFAULT 0, -- sequence of its latest message
    created_by  TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL
);
CREATE INDEX api_endpoint_client ON api_endpoint (client, id);

-- Messages to an endpoint; payload holds nothing personal.
CREATE TABLE api_delivery (
    id       TEXT    NOT NULL PRIMARY KEY,
    endpoint TEXT    NOT NULL REFERENCES api_endpoint (id),
    client   TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    seq      BIGINT  NOT NULL,
    type     TEXT    NOT NULL,
    subject  TEXT    NOT NULL, -- number of the application; messages of one subject go out in order
    payload  TEXT    NOT NULL,
    state    TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    status   INTEGER NOT NULL DEFAULT 0, -- HTTP status of the last attempt, 0 without an answer
    error    TEXT    NOT NULL DEFAULT '',
    made_at  BIGINT  NOT NULL,
    tried_at BIGINT,
    next_at  BIGINT,
    ended_at BIGINT,
    UNIQUE (endpoint, seq)
);
CREATE INDEX api_delivery_turn ON api_delivery (endpoint, subject, state, seq);
CREATE INDEX api_delivery_client ON api_delivery (client, id);
