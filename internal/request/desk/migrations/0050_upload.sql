-- +goose Up
-- How many bytes of files an address has left on a day with forms that are not
-- handed in yet; the address is a keyed digest. A day later the row is of no use.
CREATE TABLE request_upload (
	day    TEXT   NOT NULL,
	bucket TEXT   NOT NULL,
	bytes  BIGINT NOT NULL,
	PRIMARY KEY (day, bucket)
);
CREATE INDEX request_file_loose ON request_file (size) WHERE request IS NULL;
