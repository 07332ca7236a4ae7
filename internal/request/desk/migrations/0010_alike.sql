-- +goose Up
-- Numbers by which near-identical texts are found: two applications that resemble
-- each other share a band in the same place. They say nothing about the text.
CREATE TABLE request_band (
    body    TEXT    NOT NULL,
    place   INTEGER NOT NULL,
    band    BIGINT  NOT NULL,
    request TEXT    NOT NULL REFERENCES request_case (id),
    PRIMARY KEY (body, place, band, request)
);
CREATE INDEX request_band_of ON request_band (request, place);

-- Mass-identical applications that are decided once and served singly. The lead
-- is the one whose draft the others take over.
CREATE TABLE request_together (
    id         TEXT   NOT NULL PRIMARY KEY,
    body       TEXT   NOT NULL,
    lead       TEXT   NOT NULL REFERENCES request_case (id),
    created_by TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

-- Which part of an application is dealt with where, after it was split into one
-- for each matter (一事一申请). The first part stays with the application itself.
CREATE TABLE request_part (
    original TEXT    NOT NULL REFERENCES request_case (id),
    seq      INTEGER NOT NULL,
    request  TEXT    NOT NULL REFERENCES request_case (id),
    wanted   TEXT    NOT NULL,
    PRIMARY KEY (original, seq)
);
