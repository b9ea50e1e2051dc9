-- When a session's person proved who they are by each of its methods. The function that makes view tables is changed where it stands.
do $$
declare
  former constant text := ', remembered boolean';
  source constant text := pg_get_functiondef('create_view_table(text, text)'::regprocedure);
begin
  if position(former in source) = 0 then
    raise exception 'create_view_table is not as it was';
  end if;
  execute replace(source, former, former || ', proofs json not null');
end $$;

alter table session_list add column proofs json;
alter table session_list disable row level security;
-- Written as the views write it. Until now all methods of a proof had its time; where the log stands elsewhere, methods that were proved
-- again later have the newest until a rebuild.
update session_list s set proofs = (
  select ('[' || string_agg(format('{"method":%s,"at":"%s"}', to_json(method),
      to_char(s.auth_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), ',' order by place) || ']')::json
  from unnest(s.methods) with ordinality known (method, place)
);
update session_list s set proofs = told.proofs
from (
  select stream, ('[' || string_agg(format('{"method":%s,"at":%s}', to_json(method), at), ',' order by revision, place) || ']')::json as proofs
  from (
    select stream, method, min(revision) as revision, (array_agg(place order by revision))[1] as place,
      (array_agg(payload->'data'->'authTime' order by revision desc))[1] as at
    from events, json_array_elements_text(payload->'data'->'methods') with ordinality shown (method, place)
    where type in ('SessionStarted', 'SessionReauthenticated')
      and stream in (select stream from events where type = 'SessionReauthenticated')
    group by stream, method
  ) proved
  group by stream
) told
where told.stream = 'session-' || s.tenant_id || '+' || s.session_id;
alter table session_list enable row level security;
alter table session_list alter column proofs set not null;
