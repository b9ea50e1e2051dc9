-- Logins for people who ask the views by SQL, each for one tenant. A login cannot choose its tenant: the table says it, by the name that
-- the login came in with. They have a group of their own (<database>_reader, made with the first of them), so that nothing of
-- theirs stands in the way of other logins' statements.
create table reader_logins (
  tenant_id uuid not null,
  login text not null primary key,
  made_at timestamptz not null default now()
);
select protect_tenant_rows('reader_logins');
create policy owner_rows on reader_logins to :"owner" using (true) with check (true);

create function reader_tenant() returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select tenant_id from reader_logins where login = session_user
$$;

-- Lets the group of readers read a table of views, each login its tenant's rows. Nothing happens while there is no such group.
create function let_readers_read(target regclass) returns void language plpgsql as $$
declare
  readers text := current_database() || '_reader';
begin
  if not exists (select from pg_roles where rolname = readers) then
    return;
  end if;
  execute format('drop policy if exists reader_rows on %s', target);
  execute format('create policy reader_rows on %s for select to %I using (tenant_id = (select reader_tenant()))', target, readers);
  execute format('grant select on %s to %I', target, readers);
end $$;

do $$
declare
  definition text := pg_get_functiondef('secure_view_table(text, text)'::regprocedure);
  changed text := regexp_replace(definition, '\nend\s*\$', E'\n  perform public.let_readers_read(target::regclass);\nend $');
begin
  if changed = definition then
    raise exception 'secure_view_table is not as it was';
  end if;
  execute changed;
end $$;
