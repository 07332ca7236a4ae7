-- +goose Up
-- Which API client an application came through, under which number of its own.
CREATE TABLE request_client (
    request  TEXT   NOT NULL PRIMARY KEY REFERENCES request_case (id),
    client   TEXT   NOT NULL,
    external TEXT   NOT NULL DEFAULT '',
    moved_at BIGINT NOT NULL -- when it last moved, for those who ask what is new
);
CREATE UNIQUE INDEX request_client_external ON request_client (client, external) WHERE external <> '';
CREATE INDEX request_client_moved ON request_client (client, moved_at, request);
