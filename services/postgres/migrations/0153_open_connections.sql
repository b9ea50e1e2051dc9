-- How many sockets and streams of each tenant's people each process has open. A row counts as long as its process speaks.
create table open_connections (
  tenant_id uuid not null,
  process_id uuid not null,
  pages integer not null,
  sockets integer not null,
  streams integer not null,
  primary key (tenant_id, process_id)
);
select protect_tenant_rows('open_connections');
grant select, insert, update, delete on open_connections to :"writer";
