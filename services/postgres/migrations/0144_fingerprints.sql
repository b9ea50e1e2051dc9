-- What an application made of a device's traits, to compare devices by. The functions that make view tables are changed where they stand,
-- because they hold the tables of every view. Sessions from before show none; a rebuild shows those that came with one.
do $$
declare
  grown record;
  source text;
begin
  for grown in
    select * from (values
      ('create_view_table(text, text)', 'risk integer not null, lapses_at timestamptz''',
        'risk integer not null, lapses_at timestamptz, fingerprint text collate "C"'''),
      ('create_view_table(text, text)', 'city text collate "C"''', 'city text collate "C", fingerprint text collate "C"'''),
      ('view_table_indexes(text, text)', '(''session_list'', ''undrained'',',
        E'(''session_list'', ''fingerprint'', ''tenant_id, fingerprint'', ''where fingerprint is not null''),\n    '
          || '(''session_list'', ''undrained'',')
    ) change (function, former, becomes)
  loop
    source := pg_get_functiondef(grown.function::regprocedure);
    if position(grown.former in source) = 0 then
      raise exception '% is not as it was', grown.function;
    end if;
    execute replace(source, grown.former, grown.becomes);
  end loop;
end $$;

alter table session_log add column fingerprint text collate "C";
alter table session_list add column fingerprint text collate "C";
-- The owner's statements see no row while row-level security is forced.
alter table session_list no force row level security;
update session_list set device = (left(device::text, -1) || ',"fingerprint":null}')::json;
alter table session_list force row level security;
create index session_list_fingerprint on session_list (tenant_id, fingerprint) where fingerprint is not null;
