-- +goose Up
-- Bodies. parent_id says to whom a body belongs, supervisor_id who supervises
-- its open government (条例 3③④): two relations, neither drawn from the region.
CREATE TABLE body (
    id            TEXT    NOT NULL PRIMARY KEY,
    code          TEXT    NOT NULL UNIQUE,
    kind          TEXT    NOT NULL CHECK (kind IN ('government', 'township', 'department', 'agency', 'authorised', 'public_service')),
    name          TEXT    NOT NULL,
    short         TEXT    NOT NULL DEFAULT '',
    english       TEXT    NOT NULL DEFAULT '',
    seal          TEXT    NOT NULL DEFAULT '',
    region        TEXT    NOT NULL DEFAULT '',
    parent_id     TEXT REFERENCES body (id),
    supervisor_id TEXT REFERENCES body (id),
    basis         TEXT    NOT NULL DEFAULT '',
    basis_rank    TEXT    NOT NULL DEFAULT '' CHECK (basis_rank IN ('', 'statute', 'regulation', 'rule')),
    office_id     TEXT    NOT NULL DEFAULT '',
    operator      BOOLEAN NOT NULL,
    domain        TEXT    NOT NULL DEFAULT '',
    site_id_code  TEXT    NOT NULL DEFAULT '',
    address       TEXT    NOT NULL DEFAULT '',
    postcode      TEXT    NOT NULL DEFAULT '',
    phone         TEXT    NOT NULL DEFAULT '',
    hours         TEXT    NOT NULL DEFAULT '',
    fax           TEXT    NOT NULL DEFAULT '',
    mail          TEXT    NOT NULL DEFAULT '',
    icp           TEXT    NOT NULL DEFAULT '',
    police_record TEXT    NOT NULL DEFAULT '',
    theme         TEXT    NOT NULL CHECK (theme IN ('blue', 'red')),
    created_at    BIGINT  NOT NULL,
    ended_at      BIGINT,
    version       BIGINT  NOT NULL
);

CREATE TABLE body_host (
    host    TEXT NOT NULL PRIMARY KEY,
    body_id TEXT NOT NULL REFERENCES body (id)
);
CREATE INDEX body_host_by_body ON body_host (body_id, host);

-- What was changed of a body, a row a field.
CREATE TABLE body_change (
    id         TEXT   NOT NULL PRIMARY KEY,
    body_id    TEXT   NOT NULL REFERENCES body (id),
    field      TEXT   NOT NULL,
    before     TEXT   NOT NULL,
    after      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
);
CREATE INDEX body_change_by_body ON body_change (body_id, id);

CREATE TABLE unit (
    id         TEXT    NOT NULL PRIMARY KEY,
    body_id    TEXT    NOT NULL REFERENCES body (id),
    parent_id  TEXT REFERENCES unit (id),
    name       TEXT    NOT NULL,
    place      INTEGER NOT NULL,
    created_at BIGINT  NOT NULL,
    ended_at   BIGINT,
    version    BIGINT  NOT NULL
);
CREATE INDEX unit_by_body ON unit (body_id, id);

-- Where a unit stood and what it was called before; never rewritten.
CREATE TABLE unit_change (
    id         TEXT   NOT NULL PRIMARY KEY,
    unit_id    TEXT   NOT NULL REFERENCES unit (id),
    what       TEXT   NOT NULL CHECK (what IN ('created', 'moved', 'renamed', 'ended', 'office')),
    before     TEXT   NOT NULL,
    after      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
);
CREATE INDEX unit_change_by_unit ON unit_change (unit_id, id);

-- Staff. A person is disabled, never deleted. The names of staff are not
-- sealed: they stand on what they sign. Telephone and mail are.
CREATE TABLE person (
    id          TEXT   NOT NULL PRIMARY KEY,
    body_id     TEXT   NOT NULL REFERENCES body (id),
    unit_id     TEXT REFERENCES unit (id),
    login       TEXT   NOT NULL UNIQUE,
    external_id TEXT UNIQUE,
    name        TEXT   NOT NULL,
    title       TEXT   NOT NULL DEFAULT '',
    phone       TEXT   NOT NULL DEFAULT '',
    phone_index TEXT   NOT NULL DEFAULT '',
    mail        TEXT   NOT NULL DEFAULT '',
    mail_index  TEXT   NOT NULL DEFAULT '',
    created_at  BIGINT NOT NULL,
    created_by  TEXT   NOT NULL,
    disabled_at BIGINT,
    disabled_why TEXT  NOT NULL DEFAULT '',
    version     BIGINT NOT NULL
);
CREATE INDEX person_by_body ON person (body_id, id);
CREATE INDEX person_by_phone ON person (phone_index, id);
CREATE INDEX person_by_mail ON person (mail_index, id);

CREATE TABLE role_grant (
    id         TEXT   NOT NULL PRIMARY KEY,
    person_id  TEXT   NOT NULL REFERENCES person (id),
    role       TEXT   NOT NULL CHECK (role IN ('system_admin', 'security_admin', 'audit_admin', 'editor', 'reviewer', 'leader',
                   'clerk', 'agent', 'dispatcher', 'unit', 'inspector', 'supervisor')),
    body_id    TEXT   NOT NULL REFERENCES body (id),
    unit_id    TEXT REFERENCES unit (id),
    granted_at BIGINT NOT NULL,
    granted_by TEXT   NOT NULL,
    ended_at   BIGINT,
    ended_by   TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX role_grant_by_person ON role_grant (person_id, id);
CREATE INDEX role_grant_by_body ON role_grant (body_id, id);

-- Passwords as argon2id in PHC form.
CREATE TABLE credential (
    person_id   TEXT    NOT NULL PRIMARY KEY REFERENCES person (id),
    hash        TEXT    NOT NULL,
    changed_at  BIGINT  NOT NULL,
    must_change BOOLEAN NOT NULL
);

-- One-time codes. last_step is the latest 30-second step used: a code is taken once.
CREATE TABLE totp (
    person_id    TEXT   NOT NULL PRIMARY KEY REFERENCES person (id),
    secret       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT,
    last_step    BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    id        TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    hash      TEXT NOT NULL,
    used_at   BIGINT
);
CREATE INDEX recovery_code_by_person ON recovery_code (person_id, id);

CREATE TABLE passkey (
    id            TEXT   NOT NULL PRIMARY KEY,
    person_id     TEXT   NOT NULL REFERENCES person (id),
    credential_id TEXT   NOT NULL UNIQUE,
    data          TEXT   NOT NULL,
    label         TEXT   NOT NULL,
    host          TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    used_at       BIGINT,
    ended_at      BIGINT
);
CREATE INDEX passkey_by_person ON passkey (person_id, id);

-- One row a signing-in. It outlives its end, so that the list of one's
-- sessions shows past ones too; a job clears rows older than the policy.
CREATE TABLE session (
    id         TEXT   NOT NULL PRIMARY KEY,
    person_id  TEXT   NOT NULL REFERENCES person (id),
    stage      TEXT   NOT NULL CHECK (stage IN ('code', 'enrol', 'change', 'full')),
    method     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    ended_at   BIGINT,
    ended_why  TEXT   NOT NULL DEFAULT '',
    address    TEXT   NOT NULL DEFAULT '',
    agent      TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX session_by_person ON session (person_id, id);

-- What the browser's cookie leads to, under the hash of the cookie's token.
CREATE TABLE web_session (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    data       TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX web_session_by_expiry ON web_session (expires_at, token_hash);

-- One-time set-up links under the hash of their token. person_id NULL: the
-- holder makes the first security administrator of body_id, and where that is
-- NULL too, the instance's first body.
CREATE TABLE setup_token (
    hash       TEXT   NOT NULL PRIMARY KEY,
    body_id    TEXT REFERENCES body (id),
    person_id  TEXT REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    created_by TEXT   NOT NULL
);
CREATE INDEX setup_token_by_person ON setup_token (person_id, hash);

-- Wrong tries, under the hash of the login name or of the network address.
CREATE TABLE signin_attempt (
    key          TEXT    NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL,
    last_at      BIGINT  NOT NULL,
    locked_until BIGINT
);

-- Rules of signing in beyond the built-in row; a change is a new row.
CREATE TABLE account_policy (
    since        TEXT    NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL,
    lock_ms      BIGINT  NOT NULL,
    idle_ms      BIGINT  NOT NULL,
    absolute_ms  BIGINT  NOT NULL,
    link_ms      BIGINT  NOT NULL,
    min_length   INTEGER NOT NULL,
    short_length INTEGER NOT NULL,
    classes      INTEGER NOT NULL,
    created_at   BIGINT  NOT NULL,
    created_by   TEXT    NOT NULL
);

-- Counts every change of bodies, units, people, grants and policies, so that a
-- server knows whether what it remembers still holds.
CREATE TABLE account_stamp (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    n  BIGINT  NOT NULL
);
INSERT INTO account_stamp (id, n) VALUES (1, 1);
