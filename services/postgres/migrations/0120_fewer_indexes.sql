-- Indexes that no list needs. Active sessions have neither end nor cause: in those orders they are read as the sessions without, and by id
-- the index of the status gives them. A time of the log is found by halving its numbers.
do $$
declare
  definition text := pg_get_functiondef('view_table_indexes(text, text)'::regprocedure);
  without text;
  gone record;
begin
  for gone in
    select * from (values
      ('session_list', 'live_id'), ('session_list', 'live_ended'), ('session_list', 'live_cause'), ('session_log', 'time')
    ) named (view_table, name)
  loop
    without := regexp_replace(definition, format('\n *\(''%s'', ''%s'', [^\n]*\),(?=\n)', gone.view_table, gone.name), '');
    if without = definition then
      raise exception 'there is no index % of %', gone.name, gone.view_table;
    end if;
    definition := without;
    execute format('drop index %I', gone.view_table || '_' || gone.name);
  end loop;
  execute definition;
end $$;
