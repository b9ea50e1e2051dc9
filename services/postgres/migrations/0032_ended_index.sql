-- Adds an index for the newest endings first. Otherwise as before.

-- Statements that make a filled table whole: its key first. Each may run on a connection of its own.
-- Row-level security lets an index serve only leakproof comparisons: = and ranges of the types here are, LIKE and && are not.
create or replace function view_table_indexes(target_schema text, view_table text) returns setof text
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
    ('session_list', 'ended', 'tenant_id, ended_at, session_id', 'where ended_at is not null'),
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

create index session_list_ended on session_list (tenant_id, ended_at, session_id) where ended_at is not null;
