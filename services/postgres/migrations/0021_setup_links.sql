-- The one-time link of an installation nobody can sign in to yet; its row belongs to the system tenant. Of the token only its SHA-256
-- is kept. `claimed_until`: somebody is setting up with it at this moment.
create table setup_links (
  tenant_id uuid primary key,
  digest bytea not null,
  expires_at timestamptz not null,
  claimed_until timestamptz not null default '-infinity'
);
select protect_tenant_rows('setup_links');
grant select, insert, update, delete on setup_links to :"app";
