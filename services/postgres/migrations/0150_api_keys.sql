-- When each key was last used, to the minute. No event: a key may be used a thousand times a second.
create table api_key_uses (
  tenant_id uuid not null,
  key_id uuid not null,
  used_at timestamptz not null,
  primary key (tenant_id, key_id)
);
select protect_tenant_rows('api_key_uses');
grant select, insert, update on api_key_uses to :"app";
