-- +goose Up
-- seq and link are NULL until the sequencer has sealed the leaf.
CREATE TABLE audit_entry (
	seq     BIGINT UNIQUE,
	link    TEXT,
	id      TEXT PRIMARY KEY,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	role    TEXT NOT NULL,
	act     TEXT NOT NULL,
	body    TEXT NOT NULL,
	subject TEXT NOT NULL,
	reason  TEXT NOT NULL,
	detail  TEXT NOT NULL,
	address TEXT NOT NULL,
	CHECK ((seq IS NULL) = (link IS NULL))
);
CREATE INDEX audit_entry_subject ON audit_entry (subject, seq);
CREATE INDEX audit_entry_body ON audit_entry (body, at);
CREATE INDEX audit_entry_leaf ON audit_entry (id) WHERE seq IS NULL;

-- What is written in the log stays as it is; only a leaf is given its place.
-- Whoever gets round this is found by the chain.
-- +goose StatementBegin
CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor = OLD.actor
		AND NEW.role = OLD.role AND NEW.act = OLD.act AND NEW.body = OLD.body AND NEW.subject = OLD.subject
		AND NEW.reason = OLD.reason AND NEW.detail = OLD.detail AND NEW.address = OLD.address THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'an audit entry is never changed or deleted';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_keep();
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_keep();
