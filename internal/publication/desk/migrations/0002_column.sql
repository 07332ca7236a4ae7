-- +goose Up
-- A column of a body's portal: what of the catalogue it holds, how often it has to
-- change, who sees to it. updated_at moves when something becomes public in it.
CREATE TABLE publication_column (
    id         TEXT    NOT NULL PRIMARY KEY,
    body       TEXT    NOT NULL,
    rev        BIGINT  NOT NULL,
    name       TEXT    NOT NULL,
    entry      TEXT    NOT NULL, -- of the statutory catalogue
    class      TEXT    NOT NULL CHECK (class IN ('news', 'notices', 'periodic')),
    months     INTEGER NOT NULL, -- of a periodic one
    owner      TEXT    NOT NULL, -- who sees to it
    note       TEXT    NOT NULL, -- how it is done: for who comes after
    pressed_on TEXT    NOT NULL,
    ended_on   TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    updated_at BIGINT -- NULL while it is blank
);
CREATE INDEX publication_column_of_body ON publication_column (body, entry, id);

-- What somebody owed went to somebody else, in one act.
CREATE TABLE publication_handover (
    id          TEXT    NOT NULL PRIMARY KEY,
    body        TEXT    NOT NULL,
    from_person TEXT    NOT NULL,
    to_person   TEXT    NOT NULL,
    columns     INTEGER NOT NULL,
    documents   INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    made_by     TEXT    NOT NULL,
    made_at     BIGINT  NOT NULL,
    accepted_on TEXT    NOT NULL
);
CREATE INDEX publication_handover_of_body ON publication_handover (body, accepted_on, id);

ALTER TABLE publication_item ADD COLUMN place TEXT NOT NULL DEFAULT '';  -- the column it stands in
ALTER TABLE publication_item ADD COLUMN keeper TEXT NOT NULL DEFAULT ''; -- who goes on with it: who drafted it, until it is handed over
UPDATE publication_item SET keeper = drafted_by;
CREATE INDEX publication_item_keeper ON publication_item (body, keeper) WHERE lane = 'work';
CREATE INDEX publication_item_place ON publication_item (place, publish_on, id) WHERE state = 'scheduled';
