-- Who is ended and which tokens are out of date, as every process knows it from its start on. Derived from the store's own log, by
-- its own order and by nothing else, with a position of its own: whoever starts reads on from there. Empty, it is made anew.

-- Ended sessions of which an access token could be unexpired.
create table ended_sessions (
  tenant_id uuid not null,
  session_id uuid not null,
  cause text collate "C" not null,
  ended_at timestamptz not null,
  keep_until timestamptz not null,
  primary key (tenant_id, session_id)
);
create index ended_sessions_kept on ended_sessions (keep_until);
select protect_tenant_rows('ended_sessions');
grant select, insert, delete on ended_sessions to :"writer";

-- Events that outdate the tokens of a user, or of the whole tenant (its row has the nil id), and the longest lifetime of an access
-- token that any policy of the tenant has allowed so far (0 for users).
create table token_generations (
  tenant_id uuid not null,
  user_id uuid not null,
  count integer not null,
  longest_access_seconds integer not null,
  primary key (tenant_id, user_id)
);
select protect_tenant_rows('token_generations');
grant select, insert, update, delete on token_generations to :"writer";

-- How far both go. `event_id`: of an event at or before that position, by which a log that went back is told; null: of none yet.
create table ended_progress (
  single boolean primary key default true check (single),
  position bigint not null,
  event_id uuid,
  event_position bigint not null default 0
);
grant select, insert, update, delete on ended_progress to :"writer";
