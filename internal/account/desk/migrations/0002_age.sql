-- +goose Up
-- What is too old is taken away by its age, without reading what stays.
CREATE INDEX session_by_age ON session (created_at);
CREATE INDEX setup_token_by_expiry ON setup_token (expires_at);
CREATE INDEX signin_attempt_by_age ON signin_attempt (last_at);
