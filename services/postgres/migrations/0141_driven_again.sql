-- Parked events are driven again by a reader of the log, of itself from time to time or because an operator asks. `tries`: how often
-- they failed again, `tried_at` the last time. `asked_at`: somebody waits for the next try; null: nobody does.
alter table parked_events
  add column tries integer not null default 0,
  add column tried_at timestamptz,
  add column asked_at timestamptz;
grant update on parked_events to :"writer";
-- The list that operators page through.
create index parked_events_listed on parked_events (position desc, view);

-- What became of the events that were asked for last, for each reader of the log. No tenant's data.
create table parked_retries (
  reader text collate "C" primary key,
  asked_at timestamptz not null,
  asked integer not null,
  taken integer not null default 0,
  failed integer not null default 0
);
grant select, insert, update on parked_retries to :"writer";
