-- Beside how far a reader has read stands an event that it read, by which a log is told that was put back from a copy and has grown
-- past the reader's position since. Null: none is remembered.
alter table view_checkpoints add column event_id uuid, add column event_position bigint not null default 0;
alter table consumer_checkpoints add column event_id uuid, add column event_position bigint not null default 0;
