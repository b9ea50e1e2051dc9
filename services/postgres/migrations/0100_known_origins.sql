-- Devices and addresses from which a person has signed in within the last 30 days. Keys are HMACs: they name neither tenant nor
-- person nor address. Logged, unlike rate_limits: a crash of the server must not make strangers of everybody.
create table known_origins (
  key text collate "C" primary key,
  expires_at timestamptz not null
) with (fillfactor = 70);
insert into known_origins
  select substr(key, length('signInKnown:') + 1), expires_at from rate_limits where key like 'signInKnown:%';
delete from rate_limits where key like 'signInKnown:%';
grant select, insert, update, delete on known_origins to :"app";
