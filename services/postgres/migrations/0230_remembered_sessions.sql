-- Whether a session's person asked to be kept signed in: rules of how long sessions last differ for those. The function that makes view
-- tables is changed where it stands, because it holds the tables of every view. Where the log stands elsewhere, sessions from before
-- say nothing; a rebuild says it.
do $$
declare
  former constant text := 'risk integer not null, lapses_at timestamptz, fingerprint text collate "C"';
  source constant text := pg_get_functiondef('create_view_table(text, text)'::regprocedure);
begin
  if position(former in source) = 0 then
    raise exception 'create_view_table is not as it was';
  end if;
  execute replace(source, former, former || ', remembered boolean');
end $$;

alter table session_list add column remembered boolean;
-- Where the log stands here too, sessions from before say it at once.
alter table session_list disable row level security;
update session_list s set remembered = (e.payload->'data'->>'remembered')::boolean
  from events e where e.position = s.position and e.type = 'SessionStarted';
alter table session_list enable row level security;
