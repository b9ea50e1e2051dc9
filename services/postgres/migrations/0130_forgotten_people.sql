-- People whose key was destroyed. The trigger writes them down in the transaction that destroys the key, so that nobody is missed
-- while no process runs; views erase them (`erased_at`) and, where old rows may have come back, erase them again. Open pages are told
-- with the tenant's next event (`told_at`). Ids and times alone.
create table forgotten_people (
  tenant_id uuid not null,
  user_id uuid not null,
  number bigint not null,
  forgotten_at timestamptz not null default now(),
  erased_at timestamptz,
  told_at timestamptz,
  primary key (tenant_id, user_id)
);
create index forgotten_people_number on forgotten_people (number);
create index forgotten_people_left on forgotten_people (number) where erased_at is null;
create index forgotten_people_untold on forgotten_people (tenant_id) where erased_at is not null and told_at is null;
select protect_tenant_rows('forgotten_people');
-- The trigger writes and a rebuild updates as the owner, whom forced row-level security would show no row.
create policy rebuilt_rows on forgotten_people to :"owner" using (true);
grant select, update on forgotten_people to :"writer";

-- How often people were forgotten. Whoever counts up holds the row until the end of the transaction, so numbers become visible in order.
create table forgettings (
  single boolean primary key default true check (single),
  number bigint not null default 0
);
insert into forgettings default values;
grant select on forgettings to :"writer";

create policy rebuilt_rows on last_sign_ins to :"owner" using (true);

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
      set number = excluded.number, forgotten_at = excluded.forgotten_at, erased_at = null, told_at = null;
  end if;
  delete from last_sign_ins using gone
  where last_sign_ins.tenant_id = gone.tenant_id and last_sign_ins.user_id::text = gone.subject;
  perform pg_notify('deleted_keys', '');
  return null;
end
$$;
drop trigger tell_of_deleted_keys on subject_keys;
create trigger tell_of_deleted_keys after delete on subject_keys
  referencing old table as gone
  for each statement execute function tell_of_deleted_keys();

-- Whoever was forgotten before this migration, and stands in the views in clear.
alter table user_overview no force row level security;
alter table subject_keys no force row level security;
insert into forgotten_people (tenant_id, user_id, number)
select tenant_id, user_id, 0 from user_overview person
where not exists (
  select from subject_keys key where key.tenant_id = person.tenant_id and key.subject = person.user_id::text
);
delete from last_sign_ins known
where not exists (select from subject_keys key where key.tenant_id = known.tenant_id and key.subject = known.user_id::text);
alter table user_overview force row level security;
alter table subject_keys force row level security;
