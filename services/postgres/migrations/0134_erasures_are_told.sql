-- Open pages are told at once when people were erased: `erasure` counts who was erased, in the order in which the erasing became visible.
-- It takes the place of `told_at`, which waited for the tenant's next event.
alter table forgotten_people add column erasure bigint;
create index forgotten_people_erasure on forgotten_people (erasure);
alter table forgotten_people drop column told_at;

-- Whoever remembers what a key has opened holds this row until it is stored, so that a key is destroyed before that or after it. A lock needs
-- a right to update; the column holds `true` alone.
grant update (single) on forgettings to :"writer";

create or replace function tell_of_deleted_keys() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  counted bigint;
begin
  if exists (select from gone where subject <> '') then
    update forgettings set number = number + 1 returning number into counted;
    insert into forgotten_people (tenant_id, user_id, number)
    select tenant_id, subject::uuid, counted from gone where subject <> ''
    on conflict (tenant_id, user_id) do update
      set number = excluded.number, forgotten_at = excluded.forgotten_at, erased_at = null;
  end if;
  delete from last_sign_ins using gone
  where last_sign_ins.tenant_id = gone.tenant_id and last_sign_ins.user_id::text = gone.subject;
  perform pg_notify('deleted_keys', '');
  return null;
end
$$;
