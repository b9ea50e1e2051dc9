-- Who does what only one process may do at a time. `fence` grows with every change of holder, so that whoever was holder before can be
-- told from whoever is. No tenant's data.
create table leases (
  name text collate "C" primary key,
  holder text collate "C" not null,
  fence bigint not null,
  expires_at timestamptz not null
);
grant select, insert, update on leases to :"writer";

-- How far the log was copied to a broker's topic, and under which fence. `origin` goes with every message: a topic may hold messages
-- of a log that is no more. No tenant's data.
create table relay_progress (
  topic text collate "C" primary key,
  origin uuid not null default gen_random_uuid(),
  position bigint not null,
  fence bigint not null
);
grant select, insert, update on relay_progress to :"writer";

-- The last event of each tenant that was copied: the next message of that tenant names it.
create table relay_tenants (
  tenant_id uuid not null,
  topic text collate "C" not null,
  position bigint not null,
  primary key (tenant_id, topic)
);
select protect_tenant_rows('relay_tenants');
grant select, insert, update on relay_tenants to :"writer";
