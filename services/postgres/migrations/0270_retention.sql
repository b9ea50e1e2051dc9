-- From where each tenant's views show rows and counts. When people were seen with a device at a place stands beside when they signed in, so that
-- what they were seen with leaves with it; their usual hours count a sign-in that was told afterwards when it happened, as the quarters of an
-- hour do.

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

select pg_temp.put_before('create_view_table(text, text)', $$when 'anomaly_list' then$$, $$when 'retention' then '
      tenant_id uuid not null, ended_before timestamptz, session_before uuid, entries_before bigint not null, counts_before timestamptz,
      sessions bigint not null, entries bigint not null, minutes bigint not null, quarters bigint not null,
      retired_at timestamptz not null, position bigint not null'
    $$);
select pg_temp.put_before('view_table_indexes(text, text)', $$('anomaly_list', 'tenant_id, anomaly_id')$$,
  $$('retention', 'tenant_id'),
    $$);
select pg_temp.put_before('view_table_indexes(text, text)', $$('user_overview', 'email',$$,
  $$('person_activity', 'quarter', 'tenant_id, quarter', ''),
    $$);
drop function pg_temp.put_before(regprocedure, text, text);

select create_view_table('public', 'retention');
do $$
declare
  given text;
begin
  for given in
    select statement from view_table_indexes('public', 'retention') statement
    union all
    select statement from view_table_indexes('public', 'person_activity') statement where statement like 'create index %'
  loop
    execute given;
  end loop;
end $$;
select secure_view_table('public', 'retention');
insert into view_checkpoints (view, partition, position, event_id, event_position)
select 'retention', partition, position, event_id, event_position from view_checkpoints where view = 'session_log';

-- The owner's statements see no row while row-level security is forced.
alter table session_log no force row level security;
alter table person_activity no force row level security;
alter table user_overview no force row level security;
insert into person_activity (tenant_id, user_id, quarter, sign_ins, failures, position)
select tenant_id, user_id, date_bin('15 minutes', at, '0001-01-01 00:00:00+00'), 0, 0, max(position)
from session_log
where type in ('sessionstarted', 'sessioncontextchanged') and user_id is not null
group by 1, 2, 3
on conflict (tenant_id, user_id, quarter) do update set position = greatest(person_activity.position, excluded.position);
update user_overview person
set hours = counted.hours
from (
  select tenant_id, user_id, ('[' || string_agg(sign_ins::text, ',' order by hour) || ']')::json as hours
  from (
    select u.tenant_id, u.user_id, clock.hour, coalesce(sum(a.sign_ins), 0) as sign_ins
    from user_overview u
    cross join generate_series(0, 23) clock (hour)
    left join person_activity a on a.tenant_id = u.tenant_id and a.user_id = u.user_id
      and extract(hour from a.quarter at time zone 'UTC') = clock.hour
    group by 1, 2, 3
  ) each_hour
  group by 1, 2
) counted
where person.tenant_id = counted.tenant_id and person.user_id = counted.user_id and person.hours::text <> counted.hours::text;
-- What forgotten people were seen with is not told any more.
update user_overview set devices = '[]', places = '[]', countries = '{}' where email = 'erased';
alter table session_log force row level security;
alter table person_activity force row level security;
alter table user_overview force row level security;
analyze person_activity;
