-- Which second factors people have, for how many would have to add one. The function that makes view tables is changed where it stands.
do $$
declare
  former constant text := 'countries text[] collate "C" not null, anomaly_terms text[] collate "C" not null, risk integer not null';
  source constant text := pg_get_functiondef('create_view_table(text, text)'::regprocedure);
begin
  if position(former in source) = 0 then
    raise exception 'create_view_table is not as it was';
  end if;
  execute replace(source, former, former || ', factors json not null');
end $$;

alter table user_overview add column factors json not null default '[]';
alter table user_overview alter column factors drop default;
-- Written as the view writes it. Where the log stands elsewhere a rebuild says it.
alter table user_overview no force row level security;
update user_overview person set factors = told.factors, position = greatest(person.position, told.position)
from (
  select stream, max(position) as position,
    ('[' || coalesce(string_agg(format('{"factorId":%s,"method":%s}', payload->'data'->'factorId', payload->'data'->'method'), ','
      order by revision) filter (where is_kept), '') || ']')::json as factors
  from (
    select stream, revision, position, payload, type = 'SecondFactorEnrolled' and not exists (
      select from events later where later.stream = e.stream and later.revision > e.revision and (
        later.type = 'SecondFactorsReset' or (later.type = 'SecondFactorRemoved'
          and later.payload->'data'->>'factorId' = e.payload->'data'->>'factorId'))
    ) as is_kept
    from events e where type in ('SecondFactorEnrolled', 'SecondFactorRemoved', 'SecondFactorsReset')
  ) changed
  group by stream
) told
where told.stream = 'user-' || person.tenant_id || '+' || person.user_id;
alter table user_overview force row level security;
