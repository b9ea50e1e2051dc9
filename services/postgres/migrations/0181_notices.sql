-- What the notifier remembers of each person, to tell a new device or country from a known one. Devices are keyed digests. Made anew
-- from the log when it is lost; nothing else reads it.
create table notice_memory (
  tenant_id uuid not null,
  user_id uuid not null,
  memory json not null,
  primary key (tenant_id, user_id)
);
select protect_tenant_rows('notice_memory');
grant select, insert, update, delete on notice_memory to :"writer";
create policy rebuilt_rows on notice_memory to :"owner" using (true);

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
  delete from notice_memory using gone
  where notice_memory.tenant_id = gone.tenant_id and notice_memory.user_id::text = gone.subject;
  perform pg_notify('deleted_keys', '');
  return null;
end
$$;
