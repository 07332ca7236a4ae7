-- +goose Up
-- A version of a notice. key is its table, platform and source id; print a digest
-- of its content. Of a key at most one version is released; what it replaced is
-- superseded and stays. A version as old as another, with other content, stands
-- in quarantine until a person has chosen. Never deleted, content never changed.
CREATE TABLE trading_notice (
    id          TEXT    NOT NULL PRIMARY KEY,
    body        TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    stamp       TEXT    NOT NULL, -- when the source wrote it
    print       TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'released', 'superseded', 'quarantined')),
    line        TEXT    NOT NULL CHECK (line IN ('construction', 'procurement', 'land', 'mining')),
    kind        TEXT    NOT NULL,
    platform    TEXT    NOT NULL,
    project     TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    year        BIGINT  NOT NULL, -- of its publication, in Asia/Shanghai
    content     TEXT    NOT NULL, -- JSON of the book's Notice
    told        TEXT    NOT NULL, -- what the person was told of its periods
    entered_by  TEXT    NOT NULL,
    entered_at  BIGINT  NOT NULL,
    released_by TEXT    NOT NULL DEFAULT '',
    released_at BIGINT,
    UNIQUE (body, key, stamp, print)
);
CREATE INDEX trading_notice_of ON trading_notice (body, project, platform, id);
CREATE INDEX trading_notice_in ON trading_notice (body, state, id);
CREATE INDEX trading_notice_year ON trading_notice (body, year, line, id) WHERE state = 'released';

-- A project as its released notices stand: found anew from them in every act that
-- releases one, so that lists need not read notices.
CREATE TABLE trading_project (
    id       TEXT   NOT NULL PRIMARY KEY,
    body     TEXT   NOT NULL,
    platform TEXT   NOT NULL,
    code     TEXT   NOT NULL,
    line     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    owner    TEXT   NOT NULL,
    step     BIGINT NOT NULL,
    stopped  BIGINT NOT NULL,
    lots     BIGINT NOT NULL,
    budget   BIGINT NOT NULL, -- 分
    award    BIGINT NOT NULL, -- 分
    deadline TEXT   NOT NULL,
    shown    TEXT   NOT NULL, -- until when something is shown
    latest   TEXT   NOT NULL, -- when its last notice was published
    notices  BIGINT NOT NULL,
    UNIQUE (body, code, platform)
);
CREATE INDEX trading_project_latest ON trading_project (body, latest, id);
CREATE INDEX trading_project_line ON trading_project (body, line, latest, id);
CREATE INDEX trading_project_all ON trading_project (body, id);
