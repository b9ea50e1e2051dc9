-- How far each consumer of the log has read each partition of its feed; views have checkpoints of their own. No tenant's data.
-- `began_at`: the log's head when it began to read at the log's beginning: what stands before it, the consumer did not see happen.
create table consumer_checkpoints (
  consumer text collate "C" not null,
  partition integer not null,
  position bigint not null,
  began_at bigint not null,
  primary key (consumer, partition)
);
grant select, insert, update, delete on consumer_checkpoints to :"writer";

insert into consumer_checkpoints (consumer, partition, position, began_at)
select 'detector', partition, position, compare_until from detector_checkpoints;
drop table detector_checkpoints;
