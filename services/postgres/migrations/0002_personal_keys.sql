-- Keys that seal personal fields. They are immutable, committed before the first event sealed with them, and not part of the log:
-- destroying one makes what it sealed unreadable for ever. Each is wrapped: a person's by the tenant's, the tenant's by the master key's.
create table tenant_keys (
  tenant_id uuid primary key,
  wrapped bytea not null,
  created_at timestamptz not null default now()
);

-- `subject` is a user id, or '' for what concerns nobody known.
create table subject_keys (
  tenant_id uuid not null,
  subject text collate "C" not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, subject)
);

alter table tenant_keys enable row level security;
alter table tenant_keys force row level security;
create policy all_rows on tenant_keys to :"writer" using (true);
grant select, insert on tenant_keys to :"writer";

alter table subject_keys enable row level security;
alter table subject_keys force row level security;
create policy all_rows on subject_keys to :"writer" using (true);
grant select, insert on subject_keys to :"writer";
