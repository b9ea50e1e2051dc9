-- What is true of this installation as a whole, in one row. `epoch` is part of every position handed out: a restore or a move to
-- another store draws a new one, so that positions of the log before are told apart. `restoring`: a restore has begun and not
-- ended; nothing may run on what stands here until the same backup is restored to its end.
create table installation (
  single boolean primary key default true check (single),
  epoch bigint not null default 0 check (epoch between 0 and 4294967295),
  restoring json
);
insert into installation default values;
grant select on installation to :"writer";
