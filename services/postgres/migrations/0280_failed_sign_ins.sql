-- What the rules remember of refused sign-ins: the last minutes of each tenant, so many at most. Rebuilt from the log when lost; nothing
-- reads it but the detector. `named`: a digest of the name that was typed. `address`: an IPv4 address, or the /64 around an IPv6 address.
create table failed_sign_ins (
  tenant_id uuid not null,
  position bigint not null,
  at timestamptz not null,
  event_id uuid not null,
  user_id uuid,
  named text collate "C" not null,
  address text collate "C",
  primary key (tenant_id, position)
);
create index failed_sign_ins_person on failed_sign_ins (tenant_id, user_id, position) where user_id is not null;
create index failed_sign_ins_address on failed_sign_ins (tenant_id, address, position) where address is not null;
create index failed_sign_ins_age on failed_sign_ins (tenant_id, at);
select protect_tenant_rows('failed_sign_ins');
grant select, insert, update, delete on failed_sign_ins to :"writer";
create policy rebuilt_rows on failed_sign_ins to :"owner" using (true);

-- `devices`: those that signed in before. `told_up_to`: refused sign-ins up to there were told of in an anomaly. A person's last sign-in may
-- be from a place that nobody knows.
alter table last_sign_ins alter column sign_in drop not null;
alter table last_sign_ins add column devices json not null default '[]';
alter table last_sign_ins add column told_up_to bigint not null default 0;

-- Refused sign-ins name people, so they go with the key of the person.
create function forget_failed_sign_ins() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from failed_sign_ins using gone
  where failed_sign_ins.tenant_id = gone.tenant_id and failed_sign_ins.user_id::text = gone.subject;
  return null;
end
$$;
create trigger forget_failed_sign_ins after delete on subject_keys
  referencing old table as gone
  for each statement execute function forget_failed_sign_ins();
