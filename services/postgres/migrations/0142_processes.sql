-- What each process said of itself last, some seconds ago. One that says nothing any more is gone. No tenant's data.
create table processes (
  id uuid primary key,
  host text collate "C" not null,
  pid integer not null,
  version text collate "C" not null,
  roles text[] not null,
  started_at timestamptz not null default now(),
  said_at timestamptz not null default now(),
  -- Its clock minus the database's; null: not measured yet.
  skew_ms double precision,
  -- What it is not ready for, in words; empty: it is ready.
  missing text not null
);
grant select, insert, update, delete on processes to :"writer";
