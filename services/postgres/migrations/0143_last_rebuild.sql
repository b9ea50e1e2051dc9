-- How far the last rebuild of views is, or how it ended. No tenant's data.
create table last_rebuild (
  single boolean primary key default true check (single),
  views text[] not null,
  step text collate "C" not null,
  done bigint not null,
  total bigint not null,
  began_at timestamptz not null default now(),
  -- While it runs it says so again and again; one that says nothing any more was broken off.
  said_at timestamptz not null default now(),
  ended_at timestamptz,
  -- How many events the views could not take; null: it has not succeeded.
  parked integer,
  -- Only the name of the error, whose message may name a person; null: none.
  failure text collate "C"
);
grant select on last_rebuild to :"writer";
