-- Tables that hold tenants' rows, made safe in one call: the app login sees and writes the rows of the tenant that the
-- transaction named, the writer sees all, nobody else sees any, the owner included.
create function protect_tenant_rows(target regclass) returns void language plpgsql as $$
begin
  execute format(
    'create policy tenant_rows on %s to :"app"
       using (tenant_id = nullif(current_setting(''rollcall.tenant_id'', true), '''')::uuid)', target);
  execute format('create policy all_rows on %s to :"writer" using (true)', target);
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
end $$;

create table events (
  position bigint primary key,
  at timestamptz not null,
  id uuid not null,
  tenant_id uuid not null,
  revision integer not null,
  version smallint not null,
  stream text collate "C" not null,
  type text collate "C" not null,
  payload json not null,
  subject text collate "C",
  sealed bytea,
  unique (stream, revision)
);

alter table events enable row level security;
alter table events force row level security;
create policy all_rows on events to :"writer", :"owner" using (true);
grant select on events to :"writer";

-- The last position and time given out. Read, not kept: a row that every append rewrites would drag all its versions along for
-- as long as anybody holds a snapshot (a rebuild, an export), and each append would walk them.
create view log_head as
  select coalesce((select position from events order by position desc limit 1), 0) as position,
         coalesce((select at from events order by position desc limit 1), 'epoch') as at;
grant select on log_head to :"writer";

-- Appends whole appends, each accepted or refused alone. Arrays hold one element per event; `appends` is the number, from 1, of
-- the append's first event. A stream occurs in one append at most; times do not decrease. What is accepted follows `base` without
-- gaps. `refused` are first events' numbers; `repeated`, beside each, is the last position of an append that is stored already.
--
-- The lock is held until the commit, which is what makes positions visible in order. Lock, check and insert are statements of
-- their own: a statement's snapshot is older than any lock it waits for.
create function append_events(
  appends integer[], streams text[], revisions integer[], ids uuid[], tenants uuid[], types text[], versions smallint[],
  ats timestamptz[], payloads json[], subjects text[], seals bytea[],
  out base bigint, out refused integer[], out repeated bigint[]
) language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  latest timestamptz;
  -- Numbers of all events of refused appends: the gaps that numbering closes.
  dropped bigint[] := '{}';
begin
  perform pg_advisory_xact_lock(72012);

  select position, at into base, latest from log_head;

  select coalesce(array_agg(e.append order by e.append), '{}') into refused
  from unnest(appends, streams, revisions) with ordinality e(append, stream, revision, n)
  where e.append = e.n
    and e.revision <> coalesce((select s.revision from events s where s.stream = e.stream order by s.revision desc limit 1), -1) + 1;

  repeated := '{}';
  if cardinality(refused) > 0 then
    select array_agg(e.n order by e.n) into dropped
    from unnest(appends) with ordinality e(append, n)
    where e.append = any (refused);

    select array_agg(f.last order by f.append) into repeated
    from (
      select e.append, case when bool_and(s.id is not distinct from e.id) then max(s.position) end as last
      from unnest(appends, streams, revisions, ids) e(append, stream, revision, id)
      left join events s on s.stream = e.stream and s.revision = e.revision
      where e.append = any (refused)
      group by e.append
    ) f;
  end if;

  insert into events (position, at, id, tenant_id, revision, version, stream, type, payload, subject, sealed)
  select base + e.n - width_bucket(e.n, dropped), greatest(latest, e.at),
         e.id, e.tenant_id, e.revision, e.version, e.stream, e.type, e.payload, e.subject, e.sealed
  from unnest(appends, streams, revisions, ids, tenants, types, versions, ats, payloads, subjects, seals)
    with ordinality e(append, stream, revision, id, tenant_id, type, version, at, payload, subject, sealed, n)
  where e.append <> all (refused);

  if found then
    perform pg_notify('log_appended', '');
  end if;
end $$;
revoke all on function append_events from public;
grant execute on function append_events to :"writer";

-- Writes events that were decided elsewhere (the demo's history, a restored log), streams and revisions given, into a log that
-- holds nothing but what the same transaction imported before: `expected_head` is the position that left.
create function import_events(
  expected_head bigint, streams text[], revisions integer[], ids uuid[], tenants uuid[], types text[], versions smallint[],
  ats timestamptz[], payloads json[], subjects text[], seals bytea[],
  out head bigint
) language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  latest timestamptz;
begin
  perform pg_advisory_xact_lock(72012);

  select position, at into head, latest from log_head;
  if head <> expected_head then
    raise exception 'The log is not empty' using errcode = 'object_not_in_prerequisite_state';
  end if;

  insert into events (position, at, id, tenant_id, revision, version, stream, type, payload, subject, sealed)
  select head + e.n, greatest(latest, e.at),
         e.id, e.tenant_id, e.revision, e.version, e.stream, e.type, e.payload, e.subject, e.sealed
  from unnest(streams, revisions, ids, tenants, types, versions, ats, payloads, subjects, seals)
    with ordinality e(stream, revision, id, tenant_id, type, version, at, payload, subject, sealed, n);

  head := head + cardinality(streams);
  perform pg_notify('log_appended', '');
end $$;
revoke all on function import_events from public;
grant execute on function import_events to :"writer";
