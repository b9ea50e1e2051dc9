-- A claim repeats its events' ids; the revision they are appended at is the stream's own business.
alter table idempotency_keys drop column expected_revision;
