-- What became of a request that carried an Idempotency-Key. `claim_id` is what its events' ids are made of; `claimed_until`: whoever holds
-- it is at work; `answer`, sealed, stays until the row is purged.
create table idempotency_keys (
  tenant_id uuid not null,
  actor_id text collate "C" not null,
  route text collate "C" not null,
  key text collate "C" not null,
  body_digest bytea not null,
  claim_id uuid not null,
  expected_revision integer,
  claimed_until timestamptz not null,
  answer bytea,
  expires_at timestamptz not null,
  primary key (tenant_id, actor_id, route, key)
);
create index on idempotency_keys (expires_at);
select protect_tenant_rows('idempotency_keys');
grant select, insert, update on idempotency_keys to :"app";
grant select (expires_at), delete on idempotency_keys to :"writer";
