-- Every word of a text that names a row of the tenant, with the text: what an analyst types without a key becomes comparisons of whole
-- texts, which indexes serve. Names and e-mail addresses say whose they are; everything else is nobody's (the nil id).

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

select pg_temp.put_before('create_view_table(text, text)', $$when 'activity_by_minute' then$$, $$when 'vocabulary' then '
      tenant_id uuid not null, word text collate "C" not null, field text collate "C" not null, value text collate "C" not null,
      user_id uuid not null'
    $$);
select pg_temp.put_before('view_table_indexes(text, text)', $$('activity_by_minute', 'tenant_id, minute')$$,
  $$('vocabulary', 'tenant_id, word, field, value, user_id'),
    $$);
select pg_temp.put_before('view_table_indexes(text, text)', $$('session_list', 'undrained',$$,
  $$('session_list', 'region', 'tenant_id, region', 'where region is not null'),
    $$);
drop function pg_temp.put_before(regprocedure, text, text);

select create_view_table('public', 'vocabulary');
create index session_list_region on session_list (tenant_id, region) where region is not null;

-- The owner's statements see no row while row-level security is forced.
alter table session_list no force row level security;
alter table session_log no force row level security;
alter table user_overview no force row level security;
insert into vocabulary (tenant_id, word, field, value, user_id)
select distinct named.tenant_id, left(split.word, 40), named.field, named.value, named.user_id
from (
  select tenant_id, said.field, said.value, '00000000-0000-0000-0000-000000000000'::uuid
  from session_log, lateral (values ('type', type), ('app', app), ('deviceType', device_type), ('browser', browser), ('os', os),
    ('network', network), ('country', country), ('region', region), ('city', city)) said (field, value)
  union
  select tenant_id, said.field, said.value, '00000000-0000-0000-0000-000000000000'
  from session_list, lateral (values ('app', app), ('deviceType', device_type)) said (field, value)
  union
  select tenant_id, said.field, said.value, user_id
  from session_list, lateral (values ('email', user_email), ('name', user_name)) said (field, value)
  union
  select tenant_id, said.field, said.value, user_id
  from user_overview, lateral (values ('email', user_email), ('name', user_name)) said (field, value)
) named (tenant_id, field, value, user_id)
cross join lateral regexp_split_to_table(named.value, '[\u0001-\u002f\u003a-\u0060\u007b-\u007f]+') split (word)
where split.word <> '';
alter table session_list force row level security;
alter table session_log force row level security;
alter table user_overview force row level security;

do $$
declare
  given text;
begin
  for given in select view_table_indexes('public', 'vocabulary') loop
    execute given;
  end loop;
end $$;
select secure_view_table('public', 'vocabulary');
analyze vocabulary, session_list;
