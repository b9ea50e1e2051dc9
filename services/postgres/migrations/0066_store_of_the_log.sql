-- Where the log is, once there is one: a start with other settings would find an old log, or none, and go on from there.
alter table installation add column store text check (store in ('postgres', 'kurrentdb'));
update installation set store = 'postgres' where exists (select from events);
