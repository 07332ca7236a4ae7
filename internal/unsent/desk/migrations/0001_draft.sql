-- +goose Up
-- What a person has typed into a form of the console and not handed in: one row a
-- person and form, sealed, forgotten thirty days after it was last saved.
CREATE TABLE form_draft (
    id       TEXT    NOT NULL PRIMARY KEY,
    person   TEXT    NOT NULL,
    form     TEXT    NOT NULL, -- path it is sent to and the act it asks for
    version  INTEGER NOT NULL,
    content  TEXT    NOT NULL, -- sealed
    saved_at BIGINT  NOT NULL,
    UNIQUE (person, form)
);
CREATE INDEX form_draft_saved ON form_draft (saved_at);

