-- +goose Up

-- The files of an answer may be downloaded for some days after its receipt; the
-- applicant renews that with the code.
CREATE TABLE request_download (
  letter TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES request_case (id),
  renewed_on TEXT NOT NULL
);
CREATE INDEX request_download_request ON request_download (request);
