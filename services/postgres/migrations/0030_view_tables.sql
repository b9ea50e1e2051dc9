-- Tables of views are made by these functions, for the first time by a migration and ever after by rebuilds, which fill
-- fresh ones beside the live ones: a table that is copied with LIKE would lack policies and grants.
-- Order: create_view_table, fill (COPY FREEZE works only on a table of the same transaction that has no row-level security),
-- view_table_indexes, secure_view_table. What compares text compares it folded, byte by byte.

create function create_view_table(target_schema text, view_table text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  definition text := case view_table
    when 'session_list' then '
      tenant_id uuid not null, session_id uuid not null, position bigint not null, user_id uuid not null, person json not null,
      status text collate "C" not null,
      started_at timestamptz not null, last_active_at timestamptz not null,
      idle_expires_at timestamptz not null, absolute_expires_at timestamptz not null,
      idle_seconds integer not null, absolute_seconds integer not null,
      ended_at timestamptz, cause text collate "C", reason text collate "C", message text collate "C",
      ended_by_kind text collate "C", ended_by_id text collate "C",
      client text collate "C" not null, methods text[] collate "C" not null, auth_time timestamptz not null,
      device json not null, first_seen json not null, last_seen json not null,
      refreshes integer not null, anomalies json not null, revision integer not null, undrained bigint,
      user_email text collate "C" not null, user_name text collate "C" not null, app text collate "C" not null,
      device_type text collate "C" not null, device_id text collate "C",
      browser text collate "C", browser_family text collate "C", os text collate "C", os_family text collate "C",
      ip inet, network text collate "C", country text collate "C", region text collate "C", city text collate "C",
      method_terms text[] collate "C" not null, anomaly_terms text[] collate "C" not null,
      risk integer not null, lapses_at timestamptz'
    when 'session_log' then '
      tenant_id uuid not null, number bigint not null, position bigint not null, at timestamptz not null,
      event_id uuid not null, type text collate "C" not null, session_id uuid, user_id uuid,
      actor_kind text collate "C" not null, actor_id text collate "C" not null,
      success boolean not null, cause text collate "C", correlation text collate "C" not null, app text collate "C",
      device_type text collate "C", device_id text collate "C",
      browser text collate "C", browser_family text collate "C", os text collate "C", os_family text collate "C",
      ip inet, network text collate "C", country text collate "C", region text collate "C", city text collate "C"'
    when 'activity_by_minute' then '
      tenant_id uuid not null, minute timestamptz not null, logins integer not null, failures integer not null,
      refreshes integer not null, logouts integer not null, revocations integer not null, expiries integer not null,
      position bigint not null'
    when 'live_distribution' then '
      tenant_id uuid not null, facet text collate "C" not null, value text collate "C" not null,
      sessions integer not null, active integer not null, folded text collate "C" not null'
    when 'user_overview' then '
      tenant_id uuid not null, user_id uuid not null, email text collate "C" not null, name text collate "C" not null,
      status text collate "C" not null, roles text[] collate "C" not null,
      registered_at timestamptz, last_sign_in_at timestamptz, last_failure_at timestamptz,
      live integer not null, past integer not null, failures integer not null,
      devices json not null, places json not null, hours json not null, anomalies json not null, position bigint not null,
      user_email text collate "C" not null, user_name text collate "C" not null,
      countries text[] collate "C" not null, anomaly_terms text[] collate "C" not null, risk integer not null'
    when 'anomaly_list' then '
      tenant_id uuid not null, anomaly_id uuid not null, rule text collate "C" not null, rule_version integer not null,
      severity integer not null, at timestamptz not null, user_id uuid not null, session_ids uuid[] not null,
      cause_event_id uuid not null, evidence json not null, position bigint not null'
    when 'operation_list' then '
      tenant_id uuid not null, operation_id uuid not null, kind text collate "C" not null, filter text collate "C",
      user_id uuid, by_kind text collate "C" not null, by_id text collate "C" not null,
      reason text collate "C", message text collate "C", ticket text collate "C",
      started_at timestamptz not null, finished_at timestamptz, sessions integer not null,
      ended integer not null, already_ended integer not null, spared json not null, effect json, revision integer not null'
    when 'operation_results' then '
      tenant_id uuid not null, operation_id uuid not null, session_id uuid not null, ordinal integer not null,
      outcome text collate "C" not null, at timestamptz, closed_after_ms float8, revision integer not null'
    when 'revocations' then '
      tenant_id uuid not null, session_id uuid not null, cause text collate "C" not null,
      ended_at timestamptz not null, keep_until timestamptz not null'
    when 'generations' then '
      tenant_id uuid not null, user_id uuid not null, count integer not null,
      longest_access_seconds integer not null, position bigint not null'
  end;
begin
  if definition is null then
    raise exception 'there is no view table %', view_table;
  end if;
  execute format('create table %I.%I (%s)', target_schema, view_table, definition);
end $$;

-- Statements that make a filled table whole: its key first. Each may run on a connection of its own.
-- Row-level security lets an index serve only leakproof comparisons: = and ranges of the types here are, LIKE and && are not.
create function view_table_indexes(target_schema text, view_table text) returns setof text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format('alter table %I.%I add primary key (%s)', target_schema, view_table, key.columns)
  from (values
    ('session_list', 'tenant_id, session_id'),
    ('session_log', 'tenant_id, number'),
    ('activity_by_minute', 'tenant_id, minute'),
    ('live_distribution', 'tenant_id, facet, value'),
    ('user_overview', 'tenant_id, user_id'),
    ('anomaly_list', 'tenant_id, anomaly_id'),
    ('operation_list', 'tenant_id, operation_id'),
    ('operation_results', 'tenant_id, operation_id, session_id'),
    ('revocations', 'tenant_id, session_id'),
    ('generations', 'tenant_id, user_id')
  ) key (view_table, columns)
  where key.view_table = $2
  union all
  select format('create index %I on %I.%I (%s) %s', $2 || '_' || made.name, target_schema, $2, made.columns, made.condition)
  from (values
    ('session_list', 'started', 'tenant_id, started_at, session_id', ''),
    ('session_list', 'person', 'tenant_id, user_id, started_at', ''),
    ('session_list', 'email', 'tenant_id, user_email', ''),
    ('session_list', 'name', 'tenant_id, user_name', ''),
    ('session_list', 'address', 'tenant_id, ip', ''),
    ('session_list', 'country', 'tenant_id, country', ''),
    ('session_list', 'device', 'tenant_id, device_id', 'where device_id is not null'),
    ('session_list', 'app', 'tenant_id, app', ''),
    ('session_list', 'active', 'tenant_id, last_active_at', 'where status = ''active'''),
    ('session_list', 'lapses', 'lapses_at', 'where lapses_at is not null'),
    ('session_list', 'undrained', 'undrained', 'where undrained is not null'),
    ('session_log', 'session', 'tenant_id, session_id, number', 'where session_id is not null'),
    ('session_log', 'person', 'tenant_id, user_id, number', 'where user_id is not null'),
    ('user_overview', 'email', 'tenant_id, user_email, user_id', ''),
    ('user_overview', 'name', 'tenant_id, user_name', ''),
    ('anomaly_list', 'raised', 'tenant_id, at, anomaly_id', ''),
    ('operation_list', 'started', 'tenant_id, started_at, operation_id', ''),
    ('revocations', 'kept', 'keep_until', '')
  ) made (view_table, name, columns, condition)
  where made.view_table = $2
$$;

create function secure_view_table(target_schema text, view_table text) returns void language plpgsql as $$
declare
  target text := format('%I.%I', target_schema, view_table);
begin
  perform protect_tenant_rows(target::regclass);
  execute format('grant select, insert, update, delete on %s to :"writer"', target);
  execute format('grant select on %s to :"app"', target);
end $$;

-- What a table lacks before it may be shown to anybody; no rows when it is whole.
create function view_table_gaps(target_schema text, view_table text) returns setof text language sql stable as $$
  with target as (
    select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = target_schema and c.relname = view_table and c.relkind = 'r'
  ),
  logins (writer, app) as (values (to_regrole($login$:"writer"$login$)::oid, to_regrole($login$:"app"$login$)::oid))
  select 'the table itself' where not exists (select from target)
  union all select 'row-level security' from target where not relrowsecurity
  union all select 'forced row-level security' from target where not relforcerowsecurity
  union all
  select 'policy ' || wanted.name
  from target, logins, lateral (values ('tenant_rows', app), ('all_rows', writer)) wanted (name, login)
  where not exists (
    select from pg_policy p
    where p.polrelid = target.oid and p.polname = wanted.name and p.polroles = array[wanted.login]
  )
  union all
  select 'privilege ' || wanted.privilege
  from target, logins,
    lateral (values (app, 'select'), (writer, 'select'), (writer, 'insert'), (writer, 'update'), (writer, 'delete'))
      wanted (login, privilege)
  where not has_table_privilege(wanted.login, target.oid, wanted.privilege)
  union all
  select 'an index' from target
  where (select count(*) from pg_index i where i.indrelid = target.oid and i.indisvalid)
    <> (select count(*) from view_table_indexes(target_schema, view_table))
$$;
