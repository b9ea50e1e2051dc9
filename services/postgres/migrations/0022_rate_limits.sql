-- Counters of recent calls. Keys are HMACs: they name neither tenant nor person nor address. Unlogged: a crash of the server forgets
-- some minutes of counting, and no commit waits for the disk. No index on expires_at, so that updates stay in their page.
create unlogged table rate_limits (
  key text collate "C" primary key,
  points integer not null,
  expires_at timestamptz not null
) with (fillfactor = 50);
grant select, insert, update, delete on rate_limits to :"app";
