alter function create_view_table(text, text) rename to create_earlier_view_table;
create function create_view_table(target_schema text, view_table text) returns void language plpgsql as $$
begin
  if view_table <> 'sign_in_count' then
    perform public.create_earlier_view_table(target_schema, view_table);
    return;
  end if;
  execute format(
    'create table %I.%I (tenant_id uuid not null, user_id uuid not null, count integer not null, position bigint not null)',
    target_schema, view_table);
end $$;

alter function view_table_indexes(text, text) rename to earlier_view_table_indexes;
create function view_table_indexes(target_schema text, view_table text) returns setof text language sql immutable as $$
  select * from public.earlier_view_table_indexes($1, $2)
  union all
  select format('alter table %I.%I add primary key (tenant_id, user_id)', $1, $2) where $2 = 'sign_in_count'
$$;

select create_view_table('public', 'sign_in_count');
alter table sign_in_count add primary key (tenant_id, user_id);
select secure_view_table('public', 'sign_in_count');
insert into view_checkpoints (view, partition, position)
select 'sign_in_count', partition, min(position) from view_checkpoints group by partition;
