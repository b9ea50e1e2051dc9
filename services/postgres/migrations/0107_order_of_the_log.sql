-- Whoever appends holds a lock on this empty table until the commit: that orders the log. It was an advisory lock, and those may be
-- taken by any login that may connect: the callers' could have stalled every append. Nobody is granted anything on this table; the
-- functions that append run as its owner. The mode excludes itself and nothing that reads.
create table log_order ();

do $$
declare
  of_any_login constant text := 'perform pg_advisory_xact_lock(72012);';
  of_the_owner constant text := 'lock table log_order in share update exclusive mode;';
  append regproc;
begin
  foreach append in array array['append_events', 'import_events']::regproc[] loop
    if position(of_any_login in pg_get_functiondef(append)) = 0 then
      raise exception '% takes another lock than this migration replaces', append;
    end if;
    execute replace(pg_get_functiondef(append), of_any_login, of_the_owner);
  end loop;
end $$;
