-- How a person is held, and until when; null for everybody else. The functions that make view tables are changed where they
-- stand, because they hold the tables of every view.
do $$
declare
  grown record;
  source text;
begin
  for grown in
    select * from (values
      ('create_view_table(text, text)',
        ' invited_until timestamptz, invited_by uuid,',
        ' hold json, held_until timestamptz,'),
      ('view_table_indexes(text, text)',
        '(''user_overview'', ''name'', ''tenant_id, user_name'', ''''),',
        E'\n    (''user_overview'', ''held'', ''tenant_id, held_until'', ''where held_until is not null''),')
    ) change (function, after, added)
  loop
    source := pg_get_functiondef(grown.function::regprocedure);
    if position(grown.after in source) = 0 then
      raise exception '% is not as it was', grown.function;
    end if;
    execute replace(source, grown.after, grown.after || grown.added);
  end loop;
end $$;

-- Made anew, for rows are copied into view tables by the order of their columns.
alter table user_overview rename to former_user_overview;
-- The owner's statements see no row while row-level security is forced.
alter table former_user_overview no force row level security;
select create_view_table('public', 'user_overview');
do $$
declare
  columns text := (
    select string_agg(quote_ident(attname), ', ') from pg_attribute
    where attrelid = 'former_user_overview'::regclass and attnum > 0 and not attisdropped
  );
begin
  execute format('insert into user_overview (%1$s) select %1$s from former_user_overview', columns);
end $$;
drop table former_user_overview;
do $$
declare
  statement text;
begin
  for statement in select view_table_indexes('public', 'user_overview') loop
    execute statement;
  end loop;
end $$;
select secure_view_table('public', 'user_overview');
analyze user_overview;
