-- Password hashes, written before the event that names them and never changed. Which one is current says the person's stream.
-- Callers' login alone reads values, tenant by tenant; the writer sees whose they are and sweeps those nobody names.
create table secrets (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null check (kind in ('password')),
  value text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select protect_tenant_rows('secrets');
grant select, insert on secrets to :"app";
grant select (tenant_id, id, user_id, created_at), delete on secrets to :"writer";
