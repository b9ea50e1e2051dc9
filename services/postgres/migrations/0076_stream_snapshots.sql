-- What long streams have come to, so that no command reads one from its beginning. Follows from the log: rows may go at any time.
-- `version` is that of the state's shape; `event_id` the event after which it was made, which the log must hold at `revision`;
-- `sealed` opens with the key of `subject`, as the events do.
create table stream_snapshots (
  tenant_id uuid not null,
  stream text collate "C" not null,
  kind text collate "C" not null,
  version integer not null,
  revision integer not null,
  position bigint not null,
  event_id uuid not null,
  subject text collate "C" not null,
  sealed bytea not null,
  primary key (tenant_id, stream, kind)
);

alter table stream_snapshots enable row level security;
alter table stream_snapshots force row level security;
create policy all_rows on stream_snapshots to :"writer" using (true);
grant select, insert, update, delete on stream_snapshots to :"writer";
