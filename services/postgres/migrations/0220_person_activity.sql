-- When each person signed in and was refused, by quarters of an hour, and where the log is entered for one person: what others did to
-- them, what they did as admins, their refused sign-ins. Few events stand in these indexes.

-- Puts a text before another one in a function of 0030, as the migrations until now have left it.
create function pg_temp.put_before(made regprocedure, place text, more text) returns void language plpgsql as $$
declare
  definition text := pg_get_functiondef(made);
begin
  if position(place in definition) = 0 then
    raise exception '% has no %', made, place;
  end if;
  execute replace(definition, place, more || place);
end $$;

select pg_temp.put_before('create_view_table(text, text)', $$when 'anomaly_list' then$$, $$when 'person_activity' then '
      tenant_id uuid not null, user_id uuid not null, quarter timestamptz not null, sign_ins integer not null,
      failures integer not null, position bigint not null'
    $$);
select pg_temp.put_before('view_table_indexes(text, text)', $$('anomaly_list', 'tenant_id, anomaly_id')$$,
  $$('person_activity', 'tenant_id, user_id, quarter'),
    $$);
select pg_temp.put_before('view_table_indexes(text, text)', $$('user_overview', 'email',$$,
  $$('session_log', 'done_to', 'tenant_id, user_id, number',
      'where user_id is not null and actor_id <> user_id::text and type not in (''sessionstarted'', ''sessionrefreshed'', ''sessionactivityrecorded'', ''sessioncontextchanged'', ''sessionexpired'', ''loginfailed'', ''refreshrefused'', ''endedsessionused'', ''refreshtokenreused'')'),
    ('session_log', 'done_by', 'tenant_id, actor_id, number', 'where actor_kind = ''admin'''),
    ('session_log', 'refused', 'tenant_id, user_id, number', 'where user_id is not null and type = ''loginfailed'''),
    $$);
drop function pg_temp.put_before(regprocedure, text, text);

select create_view_table('public', 'person_activity');
-- The owner's statements see no row while row-level security is forced.
alter table session_list no force row level security;
alter table session_log no force row level security;
insert into person_activity (tenant_id, user_id, quarter, sign_ins, failures, position)
select l.tenant_id, l.user_id, date_bin('15 minutes', coalesce(s.started_at, l.at), '0001-01-01 00:00:00+00'),
  count(*) filter (where l.type = 'sessionstarted'), count(*) filter (where l.type = 'loginfailed'), max(l.position)
from session_log l
left join session_list s on l.type = 'sessionstarted' and s.tenant_id = l.tenant_id and s.session_id = l.session_id
where l.type in ('sessionstarted', 'loginfailed') and l.user_id is not null
group by 1, 2, 3;
alter table session_list force row level security;
alter table session_log force row level security;

do $$
declare
  given text;
begin
  for given in
    select statement from view_table_indexes('public', 'person_activity') statement
    union all
    select statement from view_table_indexes('public', 'session_log') statement
    where statement ~ '^create index session_log_(done_to|done_by|refused) '
  loop
    execute given;
  end loop;
end $$;
select secure_view_table('public', 'person_activity');
analyze person_activity, session_log;
