-- A session may go on until somebody signs it out: then it has no absolute end. The function that makes view tables is changed where it
-- stands, because it holds the tables of every view.
do $$
declare
  source text := pg_get_functiondef('create_view_table(text, text)'::regprocedure);
  former text;
begin
  foreach former in array array['absolute_expires_at timestamptz', 'absolute_seconds integer'] loop
    if position(former || ' not null' in source) = 0 then
      raise exception 'create_view_table is not as it was';
    end if;
    source := replace(source, former || ' not null', former);
  end loop;
  execute source;
end $$;

alter table session_list alter column absolute_expires_at drop not null, alter column absolute_seconds drop not null;
