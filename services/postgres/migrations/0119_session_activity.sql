-- What moves with every use of a session has a narrow table of its own, with the indexes that name it. No index of session_list
-- names a column that a use changes, so there can be one for each order of the list, over all sessions and over the live ones: they are
-- written when a session begins, moves and ends. Values that go together (a country and its networks) have indexes for both.
-- The comment in 0030 says in which order these functions are called. Views of older releases are no longer among them.

create or replace function create_view_table(target_schema text, view_table text) returns void
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
    when 'session_activity' then '
      tenant_id uuid not null, session_id uuid not null, is_active boolean not null,
      last_active_at timestamptz not null, lapses_at timestamptz, refreshes integer not null'
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
  end;
begin
  if definition is null then
    raise exception 'there is no view table %', view_table;
  end if;
  execute format('create table %I.%I (%s) with (fillfactor = %s)', target_schema, view_table, definition,
    -- A session's row is replaced on its page, without a word to the indexes, as long as there is room beside it.
    case view_table when 'session_list' then 80 else 100 end);
end $$;

-- Statements that make a filled table whole: its key first. Each may run on a connection of its own.
-- Row-level security lets an index serve only leakproof comparisons: = and ranges of the types here are, LIKE and && are not.
create or replace function view_table_indexes(target_schema text, view_table text) returns setof text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format('alter table %I.%I add primary key (%s)', target_schema, view_table, key.columns)
  from (values
    ('session_list', 'tenant_id, session_id'),
    ('session_activity', 'tenant_id, session_id'),
    ('session_log', 'tenant_id, number'),
    ('activity_by_minute', 'tenant_id, minute'),
    ('live_distribution', 'tenant_id, facet, value'),
    ('user_overview', 'tenant_id, user_id'),
    ('anomaly_list', 'tenant_id, anomaly_id'),
    ('operation_list', 'tenant_id, operation_id'),
    ('operation_results', 'tenant_id, operation_id, session_id')
  ) key (view_table, columns)
  where key.view_table = $2
  union all
  select format('create index %I on %I.%I (%s) %s', $2 || '_' || made.name, target_schema, $2, made.columns, made.condition)
  from (values
    ('session_list', 'person', 'tenant_id, user_id, started_at, session_id', ''),
    ('session_list', 'present', 'tenant_id, user_id', 'where status = ''active'''),
    ('session_list', 'name', 'tenant_id, user_name', ''),
    ('session_list', 'device', 'tenant_id, device_id', 'where device_id is not null'),
    ('session_list', 'undrained', 'undrained', 'where undrained is not null'),
    ('session_list', 'started', 'tenant_id, started_at, session_id', ''),
    ('session_list', 'ended', 'tenant_id, ended_at, session_id', ''),
    ('session_list', 'email', 'tenant_id, user_email, session_id', ''),
    ('session_list', 'status', 'tenant_id, status, session_id', ''),
    ('session_list', 'cause', 'tenant_id, cause, session_id', ''),
    ('session_list', 'risk', 'tenant_id, risk, session_id', ''),
    ('session_list', 'app', 'tenant_id, app, session_id', ''),
    ('session_list', 'kind', 'tenant_id, device_type, session_id', ''),
    ('session_list', 'browser', 'tenant_id, browser, session_id', ''),
    ('session_list', 'system', 'tenant_id, os, session_id', ''),
    ('session_list', 'address', 'tenant_id, ip, session_id', ''),
    ('session_list', 'network', 'tenant_id, network, session_id', ''),
    ('session_list', 'country', 'tenant_id, country, session_id', ''),
    ('session_list', 'city', 'tenant_id, city, session_id', ''),
    ('session_list', 'live_id', 'tenant_id, session_id', 'where status = ''active'''),
    ('session_list', 'live_started', 'tenant_id, started_at, session_id', 'where status = ''active'''),
    ('session_list', 'live_ended', 'tenant_id, ended_at, session_id', 'where status = ''active'''),
    ('session_list', 'live_email', 'tenant_id, user_email, session_id', 'where status = ''active'''),
    ('session_list', 'live_cause', 'tenant_id, cause, session_id', 'where status = ''active'''),
    ('session_list', 'live_risk', 'tenant_id, risk, session_id', 'where status = ''active'''),
    ('session_list', 'live_app', 'tenant_id, app, session_id', 'where status = ''active'''),
    ('session_list', 'live_kind', 'tenant_id, device_type, session_id', 'where status = ''active'''),
    ('session_list', 'live_browser', 'tenant_id, browser, session_id', 'where status = ''active'''),
    ('session_list', 'live_system', 'tenant_id, os, session_id', 'where status = ''active'''),
    ('session_list', 'live_address', 'tenant_id, ip, session_id', 'where status = ''active'''),
    ('session_list', 'live_network', 'tenant_id, network, session_id', 'where status = ''active'''),
    ('session_list', 'live_country', 'tenant_id, country, session_id', 'where status = ''active'''),
    ('session_list', 'live_city', 'tenant_id, city, session_id', 'where status = ''active'''),
    ('session_list', 'kind_app', 'tenant_id, device_type, app, session_id', ''),
    ('session_list', 'kind_browser', 'tenant_id, device_type, browser, session_id', ''),
    ('session_list', 'kind_system', 'tenant_id, device_type, os, session_id', ''),
    ('session_list', 'app_kind', 'tenant_id, app, device_type, session_id', ''),
    ('session_list', 'app_browser', 'tenant_id, app, browser, session_id', ''),
    ('session_list', 'app_system', 'tenant_id, app, os, session_id', ''),
    ('session_list', 'country_address', 'tenant_id, country, ip, session_id', ''),
    ('session_list', 'country_network', 'tenant_id, country, network, session_id', ''),
    ('session_list', 'country_city', 'tenant_id, country, city, session_id', ''),
    ('session_activity', 'used', 'tenant_id, last_active_at, session_id', ''),
    ('session_activity', 'live', 'tenant_id, last_active_at, session_id', 'where is_active'),
    ('session_activity', 'refreshes', 'tenant_id, refreshes, session_id', ''),
    ('session_activity', 'live_refreshes', 'tenant_id, refreshes, session_id', 'where is_active'),
    ('session_activity', 'expiry', 'tenant_id, lapses_at, session_id', ''),
    ('session_activity', 'lapses', 'lapses_at', 'where lapses_at is not null'),
    ('session_log', 'session', 'tenant_id, session_id, number', 'where session_id is not null'),
    ('session_log', 'person', 'tenant_id, user_id, number', 'where user_id is not null'),
    ('session_log', 'time', 'tenant_id, at, number', ''),
    ('session_log', 'address', 'tenant_id, ip, number', 'where ip is not null'),
    ('session_log', 'failure', 'tenant_id, number', 'where not success'),
    -- The frequent types are found by walking the log.
    ('session_log', 'type', 'tenant_id, type, number',
      'where type not in (''sessionrefreshed'', ''sessionactivityrecorded'', ''sessionstarted'')'),
    ('user_overview', 'email', 'tenant_id, user_email, user_id', ''),
    ('user_overview', 'name', 'tenant_id, user_name', ''),
    ('anomaly_list', 'raised', 'tenant_id, at, anomaly_id', ''),
    ('operation_list', 'started', 'tenant_id, started_at, operation_id', '')
  ) made (view_table, name, columns, condition)
  where made.view_table = $2
$$;

alter table session_list set (fillfactor = 80);
select create_view_table('public', 'session_activity');
-- The owner's statements see no row while row-level security is forced.
alter table session_list no force row level security;
insert into session_activity (tenant_id, session_id, is_active, last_active_at, lapses_at, refreshes)
select tenant_id, session_id, status = 'active', last_active_at, lapses_at, refreshes from session_list;
alter table session_list force row level security;

do $$
declare
  given text;
begin
  for given in
    select indexrelid::regclass::text from pg_index
    where indrelid = any (array['session_list', 'session_log']::regclass[]) and not indisprimary
  loop
    execute 'drop index ' || given;
  end loop;
  for given in
    select statement from unnest(array['session_list', 'session_log', 'session_activity']) made(name)
    cross join lateral view_table_indexes('public', made.name) statement
    where made.name = 'session_activity' or statement not like 'alter table%'
  loop
    execute given;
  end loop;
end $$;
select secure_view_table('public', 'session_activity');
analyze session_list, session_log, session_activity;
