-- Where the log ended at a moment, one row a minute for a day: who follows endings finds by it how far back to read. No tenant's data.
create table log_marks (
  marked_at timestamptz primary key,
  position bigint not null
);
grant select, insert, delete on log_marks to :"writer";
