-- Keys of refresh and access tokens, sealed under the master key. They belong to the installation, not to a tenant.
create table token_keys (
  purpose text not null check (purpose in ('refresh', 'signing')),
  id text not null,
  sealed bytea not null,
  active_from timestamptz not null,
  primary key (purpose, id)
);
grant select, insert, delete on token_keys to :"writer";
