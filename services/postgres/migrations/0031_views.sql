-- How far each view has read each partition of the feed. No tenant's data.
create table view_checkpoints (
  view text collate "C" not null,
  partition integer not null,
  position bigint not null,
  primary key (view, partition)
);
insert into view_checkpoints (view, partition, position)
select view, 0, 0
from unnest(array[
  'session_list', 'session_log', 'activity_by_minute', 'live_distribution', 'user_overview', 'anomaly_list', 'operation_list',
  'revocations'
]) view;
grant select on view_checkpoints to :"app";
grant select, insert, update on view_checkpoints to :"writer";

-- Events that a view could not take, set aside so that everything else goes on.
create table parked_events (
  tenant_id uuid not null,
  view text collate "C" not null,
  position bigint not null,
  event_id uuid not null,
  type text collate "C" not null,
  reason text collate "C" not null,
  missing_key_of text collate "C",
  parked_at timestamptz not null default now(),
  primary key (tenant_id, view, position)
);
select protect_tenant_rows('parked_events');
-- A rebuild replaces what is parked, and forgets changes, in the transaction that swaps its tables in.
create policy rebuilt_rows on parked_events to :"owner" using (true);
grant select, insert, delete on parked_events to :"writer";

-- What each transaction of the projector changed for a tenant, for whoever frames changes for live pages. Kept for minutes.
create table changes (
  tenant_id uuid not null,
  upto bigint not null,
  after bigint not null,
  session_ids uuid[] not null,
  log_numbers bigint[] not null,
  anomaly_ids uuid[] not null,
  minutes timestamptz[] not null,
  written_at timestamptz not null,
  primary key (tenant_id, upto)
);
create index changes_written on changes (written_at);
select protect_tenant_rows('changes');
create policy rebuilt_rows on changes to :"owner" using (true);
grant select, insert, delete on changes to :"writer";

-- No change at or before this position is kept any more.
create table changes_kept (
  single boolean primary key default true check (single),
  since bigint not null
);
insert into changes_kept (since) values (0);
grant select, update on changes_kept to :"writer";

-- The tables themselves.
do $$
declare
  view_table text;
  statement text;
begin
  foreach view_table in array array[
    'session_list', 'session_log', 'activity_by_minute', 'live_distribution', 'user_overview', 'anomaly_list', 'operation_list',
    'operation_results', 'revocations', 'generations'
  ] loop
    perform create_view_table('public', view_table);
    for statement in select view_table_indexes('public', view_table) loop
      execute statement;
    end loop;
    perform secure_view_table('public', view_table);
  end loop;
end $$;
